using System.ComponentModel.DataAnnotations;
using Dashboard.Data.Schema;

namespace Dashboard.Features.Schema;

/// <summary>The section <c>Schema</c> of the settings.</summary>
public sealed class SchemaOptions
{
    /// <summary>Which pending migrations a start applies.</summary>
    public ApplyAtStart ApplyAtStart { get; set; } = ApplyAtStart.Safe;

    /// <summary>How many of the newest backups are kept regardless of their age.</summary>
    [Range(1, 10_000)]
    public int KeepBackups { get; set; } = 10;

    /// <summary>For how many days every backup is kept.</summary>
    [Range(0, 36_500)]
    public int KeepBackupDays { get; set; } = 30;

    public BackupRetention Retention => new(KeepBackups, KeepBackupDays);
}
