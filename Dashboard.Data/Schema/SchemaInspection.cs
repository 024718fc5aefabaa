using Dashboard.Data.Operations;

namespace Dashboard.Data.Schema;

/// <summary>How database and build stand to each other.</summary>
public enum SchemaCondition
{
    /// <summary>There is no database yet.</summary>
    Missing,

    /// <summary>The file is no SQLite database, is damaged, or cannot be opened.</summary>
    Unreadable,

    /// <summary>The file is a database of another program.</summary>
    Foreign,

    /// <summary>A table rebuild by another tool was left half-way.</summary>
    HalfFinished,

    /// <summary>The database has migrations that this build does not know.</summary>
    Ahead,

    /// <summary>A migration older than the newest applied one is missing.</summary>
    Late,

    /// <summary>The schema is not what its migrations make, and something is missing or different.</summary>
    Drifted,

    /// <summary>The build's model has changed since its newest migration was made: no migration leads to what its code wants.</summary>
    Unmigrated,

    /// <summary>Migrations are pending.</summary>
    Behind,

    /// <summary>All is as the build wants it.</summary>
    Current,
}

/// <summary>What was found without changing anything.</summary>
public sealed record SchemaInspection
{
    internal const string ModelChanged = "This build's model has a change that no migration makes, so no migration leads to what its code wants. Make one: ./new-migration.sh \"What it changes\"";

    /// <summary>How database and build stand to each other.</summary>
    public required SchemaCondition Condition { get; init; }

    /// <summary>The condition in a sentence for people, with what to do about it.</summary>
    public required string Sentence { get; init; }

    /// <summary>Migrations of the build, oldest first.</summary>
    public required IReadOnlyList<string> Known { get; init; }

    /// <summary>Migrations that the database has, oldest first.</summary>
    public IReadOnlyList<string> Applied { get; init; } = [];

    /// <summary>Known and not applied.</summary>
    public IReadOnlyList<string> Pending { get; init; } = [];

    /// <summary>Applied and not known.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Pending and older than the newest applied one.</summary>
    public IReadOnlyList<string> Late { get; init; } = [];

    /// <summary>Applied, and the build has other commands for them now.</summary>
    public IReadOnlyList<string> Edited { get; init; } = [];

    /// <summary>Whether the model has changed since the newest migration was made.</summary>
    public bool HasPendingModelChanges { get; init; }

    /// <summary>Where the schema is not what its migrations make.</summary>
    public IReadOnlyList<SchemaDifference> Drift { get; init; } = [];

    /// <summary>Those of the differences that were accepted.</summary>
    public IReadOnlyList<SchemaAcceptance> Accepted { get; init; } = [];

    /// <summary>Views and triggers that cannot work.</summary>
    public IReadOnlyList<string> Broken { get; init; } = [];

    /// <summary>Tables that EF Core's own migrator left behind in the middle of a rebuild, with their rows.</summary>
    public IReadOnlyDictionary<string, long> Leftovers { get; init; } = new Dictionary<string, long>();

    /// <summary>The time in a lock row of EF Core's own migrator; the next run clears it.</summary>
    public string? StaleLock { get; init; }

    /// <summary>Runs whose process ended within them, a sentence each; the next start or run settles them.</summary>
    public IReadOnlyList<string> Interrupted { get; init; } = [];

    /// <summary>Size of the database file.</summary>
    public long FileBytes { get; init; }

    /// <summary>Size of its write-ahead log.</summary>
    public long LogBytes { get; init; }

    /// <summary>Bytes in the file that hold nothing.</summary>
    public long FreeBytes { get; init; }

    /// <summary>Free bytes of the volume.</summary>
    public long DiskFreeBytes { get; init; }

    /// <summary>Whether the code can work with the database as it is.</summary>
    public bool Fits => Condition == SchemaCondition.Current && Broken.Count == 0;
}
