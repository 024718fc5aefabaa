using System.ComponentModel.DataAnnotations;

namespace Dashboard.Features.Demo;

/// <summary>The section <c>Demo</c> of the settings.</summary>
public sealed class DemoOptions
{
    /// <summary>Set by the word <c>demo</c> on the command line.</summary>
    public bool Enabled { get; set; }

    /// <summary>The size of the large archives, so large that their checks take a moment. They need about five times as much on the disk.</summary>
    [Range(8, 1024)]
    public int ArchiveMebibytes { get; set; } = 48;
}
