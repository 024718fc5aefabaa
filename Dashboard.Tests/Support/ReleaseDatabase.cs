using Dashboard.Data;
using Dashboard.Data.Schema;
using Dashboard.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dashboard.Tests.Support;

/// <summary>A dashboard.db of its own in a folder of its own, copied from one that was migrated once; both are deleted.</summary>
/// <param name="interceptors">What the application adds to its contexts beside the pragmas, such as the one that publishes changes.</param>
public sealed class ReleaseDatabase(params IInterceptor[] interceptors) : IDbContextFactory<ReleaseDbContext>, IDisposable
{
    private static readonly Lazy<byte[]> Template = new(MigrateOnce);
    private readonly DirectoryInfo _folder = CreateFolder();

    public string File => FileIn(_folder);

    public ReleaseDbContext CreateDbContext() => Open(File, interceptors);

    /// <summary>Writes a fresh copy, for tests that start a host on a state directory of their own.</summary>
    public static void CopyTo(string file) => System.IO.File.WriteAllBytes(file, Template.Value);

    /// <summary>Saves entities in a unit of work of their own, without the interceptors.</summary>
    public void Add(params object[] entities)
    {
        using var context = Open(File);
        context.AddRange(entities);
        context.SaveChanges();
    }

    /// <summary>Looks at the database in a context of its own.</summary>
    public T Read<T>(Func<ReleaseDbContext, T> read)
    {
        using var context = Open(File);
        return read(context);
    }

    /// <summary>Runs a statement as somebody with sqlite3 would.</summary>
    public void Execute(FormattableString sql)
    {
        using var context = Open(File);
        context.Database.ExecuteSql(sql);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string FileIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "dashboard.db");

    private static DirectoryInfo CreateFolder()
    {
        var folder = Directory.CreateTempSubdirectory("dashboard-release-");
        CopyTo(FileIn(folder));
        return folder;
    }

    /// <summary>A context on a file, for tests that want another kind beside their own.</summary>
    public static ReleaseDbContext Open(string file, params IInterceptor[] interceptors) =>
        new(new DbContextOptionsBuilder<ReleaseDbContext>()
            .UseSqlite(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString())
            .AddInterceptors([PragmaInterceptor.Instance, .. interceptors])
            .Options);

    private static byte[] MigrateOnce()
    {
        var folder = Directory.CreateTempSubdirectory("dashboard-release-template-");
        try
        {
            var file = FileIn(folder);
            SchemaEngine.For<ReleaseDbContext>(file).UpgradeAsync().GetAwaiter().GetResult();

            // The last connection is closed: what the log held is in the file.
            return System.IO.File.ReadAllBytes(file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
