namespace Dashboard.Data.Schema;

/// <summary>What differs between the databases that an engine works on.</summary>
public sealed record SchemaEngineOptions
{
    /// <summary>The id of <c>dashboard.db</c>.</summary>
    public const int DashboardApplicationId = 0x44534842;

    /// <summary>The id of <c>operations.db</c>.</summary>
    public const int OperationsApplicationId = 0x4453484F;

    /// <summary>
    /// Written into the file's header, so that a file can be recognised before anything
    /// is overwritten with it.
    /// </summary>
    public int ApplicationId { get; init; } = DashboardApplicationId;

    /// <summary>How long to wait for another process that changes the schema.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long work under way may take to end by itself, and again once it was asked to stop.</summary>
    public TimeSpan DrainPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The record of runs; needed for everything but <see cref="SchemaEngine.UpgradeAsync"/>.</summary>
    public SchemaJournal? Journal { get; init; }

    /// <summary>The backups; needed for everything but <see cref="SchemaEngine.UpgradeAsync"/>.</summary>
    public SchemaBackups? Backups { get; init; }

    /// <summary>Which backups stay.</summary>
    public BackupRetention Retention { get; init; } = new();

    /// <summary>What keeps writers out during a run.</summary>
    public IWorkGate Gate { get; init; } = new ServersGate();

    /// <summary>
    /// The application's own look at a committed schema through a new connection string; returns what is wrong, or null. With a
    /// problem the backup is restored.
    /// </summary>
    public Func<string, string?>? SmokeTest { get; init; }

    /// <summary>Names the work that is queued or running in a copy of the database.</summary>
    public Func<string, IReadOnlyList<string>>? WorkIn { get; init; }

    /// <summary>What the application does with work that was queued or running when a restored backup was made.</summary>
    public Action<string, RestoredWork>? RecoverWork { get; init; }
}

/// <summary>Which backups stay: the newest ones, young ones, and the newest of every schema that is not the present one.</summary>
/// <param name="Number">How many of the newest stay whatever their age.</param>
/// <param name="Days">For how many days every backup stays.</param>
public sealed record BackupRetention(int Number = 10, int Days = 30);
