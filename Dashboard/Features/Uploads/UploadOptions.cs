using System.ComponentModel.DataAnnotations;

namespace Dashboard.Features.Uploads;

/// <summary>The section <c>Uploads</c> of the settings.</summary>
public sealed class UploadOptions
{
    /// <summary>The largest file, in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long MaxFileBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>How many files may be put in at once.</summary>
    [Range(1, 10_000)]
    public int MaxFiles { get; set; } = 500;

    /// <summary>What must stay free on the disk, in bytes: databases and backups live there too.</summary>
    [Range(0, long.MaxValue)]
    public long KeepFreeBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>An upload whose browser has said nothing for so long is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan IdleLimit { get; set; } = TimeSpan.FromMinutes(15);
}
