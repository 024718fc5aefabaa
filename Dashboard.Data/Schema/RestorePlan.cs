namespace Dashboard.Data.Schema;

/// <summary>What becomes of tasks that were queued or running when a backup was made.</summary>
public enum RestoredWork
{
    /// <summary>They are queued again.</summary>
    StartAgain,

    /// <summary>They fail, with the restore as the reason.</summary>
    Fail,
}

/// <summary>What restoring a backup would mean.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Refusal">Why it must not be; null when it may.</param>
/// <param name="Lost">Rows that each table has more now than in the backup. Rows that were only changed are not counted.</param>
/// <param name="Age">How old the backup is.</param>
/// <param name="Work">What was queued or running when the backup was made.</param>
public sealed record RestorePlan(BackupManifest Backup, string? Refusal, IReadOnlyDictionary<string, long> Lost, TimeSpan Age, IReadOnlyList<string> Work);
