namespace Dashboard.Data.Schema;

/// <summary>Where a run is. Reported before the act it names, on the thread that does it.</summary>
/// <param name="State">The state of the run.</param>
/// <param name="MigrationId">The migration being run; null outside the commands.</param>
/// <param name="Done">Commands finished.</param>
/// <param name="Total">Commands of the whole run.</param>
/// <param name="Text">The command's first line, or what is being done.</param>
public sealed record SchemaProgress(SchemaRunState State, string? MigrationId, int Done, int Total, string Text);

/// <summary>The states of a run, in order. Each is in the journal before the act it announces.</summary>
public enum SchemaRunState
{
    /// <summary>The run is on record; nothing has been done.</summary>
    Planned,

    /// <summary>Writers are being refused and jobs come to an end.</summary>
    Draining,

    /// <summary>The lock is held and the plan is checked once more.</summary>
    Locked,

    /// <summary>The backup is being made and verified.</summary>
    BackingUp,

    /// <summary>The commands run in the one transaction.</summary>
    Applying,

    /// <summary>The result is compared with what it should be, before the commit.</summary>
    Verifying,

    /// <summary>The transaction is being committed. Whether it was is decided by the database alone.</summary>
    Committing,

    /// <summary>The committed database is checked through a new connection.</summary>
    Checking,

    /// <summary>The backup is being restored, because the check failed or somebody asked.</summary>
    Restoring,

    /// <summary>Work goes on again.</summary>
    Reopening,

    /// <summary>The run reached its target.</summary>
    Succeeded,

    /// <summary>The run failed and the database is as it was before.</summary>
    Failed,

    /// <summary>The run was cancelled before its commit; the database is as it was before.</summary>
    Cancelled,

    /// <summary>The process ended within the run; the state was recovered at the next start.</summary>
    Interrupted,

    /// <summary>The run was committed, did not pass its check, and the backup was restored.</summary>
    Restored,
}
