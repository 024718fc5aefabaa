using Dashboard.Data.Operations;
using Dashboard.Data.Schema;

namespace Dashboard.Benchmarks.Schema;

/// <summary>A state directory that is deleted at the end.</summary>
internal sealed class BenchState : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("schema-benchmark-");

    public string Folder => _directory.FullName;

    public string Database => Path.Combine(_directory.FullName, "dashboard.db");

    public void BringUpOperations() => DashboardSchema.BringUpOperationsAsync(_directory.FullName, CancellationToken.None).GetAwaiter().GetResult();

    public SchemaEngine Engine(MigrationChain chain)
    {
        var operations = Path.Combine(_directory.FullName, OperationsDatabase.FileName);
        return SchemaEngine.For(Database, chain, new()
        {
            Journal = SchemaJournal.At(operations),
            Backups = new(new(Path.Combine(_directory.FullName, "backups"), Database, SchemaEngineOptions.DashboardApplicationId, operations)),
        });
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
