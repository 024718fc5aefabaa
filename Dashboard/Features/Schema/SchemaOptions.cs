using System.ComponentModel.DataAnnotations;
using Dashboard.Data.Schema;

namespace Dashboard.Features.Schema;

/// <summary>The section <c>Schema</c> of the settings.</summary>
public sealed class SchemaOptions
{
    /// <summary>What a start does with pending migrations.</summary>
    public ApplyAtStart ApplyAtStart { get; set; } = ApplyAtStart.Safe;

    /// <summary>How many of the newest backups stay whatever their age.</summary>
    [Range(1, 10_000)]
    public int KeepBackups { get; set; } = 10;

    /// <summary>For how many days every backup stays.</summary>
    [Range(0, 36_500)]
    public int KeepBackupDays { get; set; } = 30;

    public BackupRetention Retention => new(KeepBackups, KeepBackupDays);
}
