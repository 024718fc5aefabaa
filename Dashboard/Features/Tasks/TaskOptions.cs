using System.ComponentModel.DataAnnotations;
using Dashboard.Data.Entities;

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

    /// <summary>How long a check of paths may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PathsCheckLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the checks of one artifact may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan ArtifactCheckLimit { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>A task that was told to stop and has not ended by then is abandoned: what it still finds does not count.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AnswerLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A server that has given no sign of life for so long is taken for dead, even if its process is still there.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ServerSilence { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A task whose workers died so often is not started again: it may be what kills them.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How many lines of an attempt's log are kept: the last ones.</summary>
    [Range(10, 1_000_000)]
    public int MaxLogLines { get; set; } = 10_000;

    public TimeSpan LimitOf(ReleaseTaskType type) => type switch
    {
        ReleaseTaskType.PathsCheck => PathsCheckLimit,
        _ => ArtifactCheckLimit,
    };
}
