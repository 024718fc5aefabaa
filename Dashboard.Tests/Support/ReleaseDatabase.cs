using Dashboard.Data;
using Dashboard.Data.Schema;
using Dashboard.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dashboard.Tests.Support;

/// <summary>A dashboard.db in a temporary folder, copied from one that is migrated once for all tests.</summary>
/// <param name="interceptors">Interceptors that the application adds besides the pragmas, such as the one that publishes changes.</param>
public sealed class ReleaseDatabase(params IInterceptor[] interceptors) : IDbContextFactory<ReleaseDbContext>, IDisposable
{
    private static readonly Lazy<byte[]> Template = new(MigrateOnce);
    private readonly DirectoryInfo _folder = CreateFolder();

    public string File => FileIn(_folder);

    public ReleaseDbContext CreateDbContext() => Open(File, interceptors);

    /// <summary>Writes a fresh copy, for tests that start a host on a state directory of their own.</summary>
    public static void CopyTo(string file) => System.IO.File.WriteAllBytes(file, Template.Value);

    /// <summary>Saves entities in a context of their own, without the interceptors.</summary>
    public void Add(params object[] entities)
    {
        using var context = Open(File);
        context.AddRange(entities);
        context.SaveChanges();
    }

    /// <summary>Reads from the database in a context of its own.</summary>
    public T Read<T>(Func<ReleaseDbContext, T> read)
    {
        using var context = Open(File);
        return read(context);
    }

    /// <summary>Runs a statement as the sqlite3 shell does.</summary>
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

    /// <summary>Opens a context on another file.</summary>
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

            // Closing the last connection has copied the write-ahead log into the file.
            return System.IO.File.ReadAllBytes(file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
