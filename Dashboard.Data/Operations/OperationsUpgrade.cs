using System.Data.Common;
using Dashboard.Data.Schema;
using Dashboard.Data.Schema.Sqlite;
using Dashboard.Data.Sqlite;

namespace Dashboard.Data.Operations;

/// <summary>Creates operations.db or upgrades it to this build, before anything else opens it.</summary>
/// <param name="stateDirectory">Absolute.</param>
public sealed class OperationsUpgrade(string stateDirectory)
{
    private const string Restore = "Restore it from a backup: ./dashboard.sh operations restore BACKUP (./dashboard.sh operations backup --list names them).";

    private readonly string _file = Path.Combine(stateDirectory, OperationsDatabase.FileName);

    /// <exception cref="StateFileException">The file is damaged, of another program or of a newer build, or cannot be written. It was not changed.</exception>
    /// <exception cref="SchemaException">Another process holds the lock of the upgrade.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            using var engine = SchemaEngine.For<OperationsDbContext>(_file, new() { ApplicationId = SchemaEngineOptions.OperationsApplicationId });
            await Task.Run(() => Require(engine.Chain.Ids), cancellation);
            await engine.UpgradeAsync(cancellation: cancellation);
        }
        catch (DbException error)
        {
            throw new StateFileException(_file, DatabaseError.Describe(error), DatabaseError.IsDamage(error) ? Restore : Access(error), error);
        }
    }

    private void Require(IReadOnlyList<string> known)
    {
        if (!File.Exists(_file) || new FileInfo(_file).Length == 0)
        {
            return;
        }

        using var connection = SqliteFile.Open(_file);
        var applied = SqliteCatalog.Applied(connection);
        var id = SqliteCatalog.ApplicationId(connection);
        if (id != SchemaEngineOptions.OperationsApplicationId && (id != 0 || (SqliteCatalog.Tables(connection).Count > 0 && !applied.Intersect(known, StringComparer.Ordinal).Any())))
        {
            throw new StateFileException(
                _file,
                id == SchemaEngineOptions.DashboardApplicationId ? "is a copy of dashboard.db, not operations.db" : "is a database of another program",
                $"Move it away, then restore the right one: ./dashboard.sh operations restore BACKUP (./dashboard.sh operations backup --list names them).");
        }

        if (applied.Except(known, StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
        {
            throw new StateFileException(
                _file,
                $"is newer than this build: it has {string.Join(", ", unknown.Select(MigrationName.Of))}, which this build does not know",
                "Start the build that wrote it, or restore a backup from before: ./dashboard.sh operations restore BACKUP (./dashboard.sh operations backup --list names them).");
        }

        if (SqliteCopy.Problem(connection) is { } damage)
        {
            throw new StateFileException(_file, $"is damaged: {damage.TrimEnd('.')}", Restore);
        }

        SqliteFile.RequireWritable(connection);
    }

    private string Access(DbException error) => 
        DatabaseError.IsFull(error) ? "Free some space, then start again."
        : DatabaseError.IsBusy(error) ? $"Find the program and stop it (fuser -v \"{_file}\"), then start again."
        : $"Make the file and its directory readable and writable for this user (ls -l \"{stateDirectory}\" shows their owners), then start again.";
}
