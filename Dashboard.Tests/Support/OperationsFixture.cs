using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Support;

/// <summary>An operations.db of its own in a folder of its own, copied from one that was migrated once; both are deleted.</summary>
public sealed class OperationsFixture : IDbContextFactory<OperationsDbContext>, IDisposable
{
    private static readonly Lazy<byte[]> Template = new(MigrateOnce);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dashboard-operations-");

    public OperationsFixture() => System.IO.File.WriteAllBytes(File, Template.Value);

    public string File => Path.Combine(_folder.FullName, OperationsDatabase.FileName);

    public OperationsDbContext CreateDbContext() => Open(File);

    /// <summary>Writes a fresh copy, for tests that start a host on a state directory of their own.</summary>
    public static void CopyTo(string file) => System.IO.File.WriteAllBytes(file, Template.Value);

    /// <summary>Copies this database, for a host that is to start with what it holds.</summary>
    public void SaveTo(string file) => Execute($"VACUUM INTO {file}");

    /// <summary>Runs a statement as somebody with sqlite3 would.</summary>
    public void Execute(FormattableString sql)
    {
        using var context = CreateDbContext();
        context.Database.ExecuteSql(sql);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static OperationsDbContext Open(string file)
    {
        var options = new DbContextOptionsBuilder<OperationsDbContext>();
        options.UseOperationsDatabase(file, pooling: false);
        return new OperationsDbContext(options.Options);
    }

    private static byte[] MigrateOnce()
    {
        var folder = Directory.CreateTempSubdirectory("dashboard-operations-template-");
        try
        {
            var file = Path.Combine(folder.FullName, OperationsDatabase.FileName);
            SchemaEngine.For<OperationsDbContext>(file, new SchemaEngineOptions { ApplicationId = SchemaEngineOptions.OperationsApplicationId })
                .UpgradeAsync().GetAwaiter().GetResult();
            return System.IO.File.ReadAllBytes(file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
