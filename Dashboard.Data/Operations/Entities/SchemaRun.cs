using Dashboard.Data.Schema;

namespace Dashboard.Data.Operations;

/// <summary>What a schema run does.</summary>
public enum SchemaRunKind
{
    /// <summary>Applies migrations.</summary>
    Upgrade,

    /// <summary>Takes migrations back.</summary>
    Downgrade,

    /// <summary>Puts a backup in the place of the database.</summary>
    Restore,

    /// <summary>Does the commands of a plan on a copy.</summary>
    Rehearsal,
}

/// <summary>One schema run, however it ended. Apart from the database that it changes: a restore would erase its own record.</summary>
public sealed class SchemaRun
{
    public long Id { get; init; }

    public required SchemaRunKind Kind { get; init; }

    /// <summary>Written before the act it announces. Whether a commit happened is decided by the database, never by this.</summary>
    public SchemaRunState State { get; set; }

    /// <summary>User name, or who runs the command line.</summary>
    public required string Who { get; init; }

    /// <summary>The network address it was asked from; null on the command line and at a start.</summary>
    public string? FromAddress { get; init; }

    /// <summary>Why, in the words of whoever asked.</summary>
    public string? Reason { get; init; }

    /// <summary>The newest migration before the run; null when there was none.</summary>
    public string? FromMigration { get; init; }

    /// <summary>The newest migration after the run; null for none.</summary>
    public string? ToMigration { get; init; }

    /// <summary>SHA-256 over every command of the plan.</summary>
    public string? PlanHash { get; init; }

    public required string AppVersion { get; init; }

    public required string EfVersion { get; init; }

    /// <summary>The name of the backup made for this run, or restored by it.</summary>
    public string? Backup { get; set; }

    /// <summary>For a restore, what becomes of tasks that were queued or running when the backup was made.</summary>
    public RestoredWork? Work { get; init; }

    public required int Pid { get; init; }

    public required string Host { get; init; }

    public required DateTime Created { get; init; }

    public DateTime? Finished { get; set; }

    public int CommandsDone { get; set; }

    public int CommandsTotal { get; set; }

    /// <summary>What went wrong and what to do about it; holds no values of rows.</summary>
    public string? Error { get; set; }

    /// <summary>How often restoring the backup was attempted.</summary>
    public int RestoreAttempts { get; set; }

    public List<SchemaRunStep> Steps { get; } = [];

    public List<SchemaRunLine> Lines { get; } = [];
}

/// <summary>One migration of a run.</summary>
public sealed class SchemaRunStep
{
    public long RunId { get; init; }

    /// <summary>From 1, in the order of the run.</summary>
    public required int Seq { get; init; }

    public required string MigrationId { get; init; }

    public required SchemaDirection Direction { get; init; }

    public required int Commands { get; init; }

    /// <summary>Milliseconds that its commands took.</summary>
    public required long DurationMs { get; init; }

    /// <summary>JSON: rows of each table that it wrote, when it was done.</summary>
    public required string Rows { get; init; }
}

/// <summary>One line of a run's log.</summary>
public sealed class SchemaRunLine
{
    public long RunId { get; init; }

    /// <summary>From 1. The order: a clock may step back.</summary>
    public required int Seq { get; init; }

    public required DateTime At { get; init; }

    public required string Text { get; init; }
}
