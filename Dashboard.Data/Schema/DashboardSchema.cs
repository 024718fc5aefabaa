using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;

namespace Dashboard.Data.Schema;

/// <summary>The schema engine of the product: dashboard.db with its journal and backups, in one state directory.</summary>
public static class DashboardSchema
{
    /// <summary>An engine for a state directory; operations.db in it must be brought up first.</summary>
    /// <param name="stateDirectory">Absolute.</param>
    /// <param name="gate">What keeps writers out; null for a process without work of its own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="retention">Which backups stay; null for the defaults.</param>
    public static SchemaEngine At(string stateDirectory, IWorkGate? gate = null, TimeProvider? time = null, BackupRetention? retention = null)
    {
        var database = Path.Combine(stateDirectory, "dashboard.db");
        var operations = Path.Combine(stateDirectory, OperationsDatabase.FileName);
        return SchemaEngine.For<ReleaseDbContext>(database, new()
        {
            Journal = SchemaJournal.At(operations, time),
            Backups = BackupsOf(stateDirectory, time),
            Gate = gate ?? new ServersGate(stateDirectory),
            Retention = retention ?? new(),
            WorkIn = RestoredTasks.In,
            RecoverWork = RestoredTasks.Recover,
        });
    }

    /// <summary>The backups of a state directory, which need none of its databases to be sound.</summary>
    public static SchemaBackups BackupsOf(string stateDirectory, TimeProvider? time = null) => new(
        new(
            Path.Combine(stateDirectory, "backups"), Path.Combine(stateDirectory, "dashboard.db"), SchemaEngineOptions.DashboardApplicationId,
            Path.Combine(stateDirectory, OperationsDatabase.FileName), Path.Combine(stateDirectory, "keys")),
        time);

    /// <summary>An engine that only looks, for a state directory in which operations.db does not exist.</summary>
    public static SchemaEngine WithoutJournalAt(string stateDirectory)
    {
        var database = Path.Combine(stateDirectory, "dashboard.db");
        return SchemaEngine.For<ReleaseDbContext>(database, new()
        {
            Backups = new(new(Path.Combine(stateDirectory, "backups"), database, SchemaEngineOptions.DashboardApplicationId)),
        });
    }

    /// <summary>Creates operations.db or upgrades it, without asking anybody: it is never downgraded.</summary>
    /// <exception cref="StateFileException">The file cannot be used.</exception>
    public static Task BringUpOperationsAsync(string stateDirectory, CancellationToken cancellation) =>
        new OperationsUpgrade(stateDirectory).RunAsync(cancellation);
}
