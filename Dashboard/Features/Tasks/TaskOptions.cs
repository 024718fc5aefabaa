using System.ComponentModel.DataAnnotations;

namespace Dashboard.Features.Tasks;

/// <summary>The section <c>Tasks</c> of the settings.</summary>
public sealed class TaskOptions
{
    /// <summary>How many tasks run at once in this process.</summary>
    [Range(1, 256)]
    public int Workers { get; set; } = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>How many tasks of one project are let in at once, so that its thousand do not starve another's one.</summary>
    [Range(1, 256)]
    public int PerProject { get; set; } = 4;
}
