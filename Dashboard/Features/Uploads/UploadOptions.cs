using System.ComponentModel.DataAnnotations;

namespace Dashboard.Features.Uploads;

/// <summary>The section <c>Uploads</c> of the settings.</summary>
public sealed class UploadOptions
{
    /// <summary>The largest file, in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long MaxFileBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>How many files one upload may have.</summary>
    [Range(1, 10_000)]
    public int MaxFiles { get; set; } = 500;

    /// <summary>The reserve that uploads leave free on the disk, in bytes: databases and backups are on it too.</summary>
    [Range(0, long.MaxValue)]
    public long KeepFreeBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>An upload whose client has sent nothing for this long is abandoned.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan IdleLimit { get; set; } = TimeSpan.FromMinutes(15);
}
