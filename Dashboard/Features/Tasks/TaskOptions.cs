using System.ComponentModel.DataAnnotations;

namespace Dashboard.Features.Tasks;

/// <summary>The section <c>Tasks</c> of the settings.</summary>
public sealed class TaskOptions
{
    /// <summary>The most tasks that this process runs at the same time.</summary>
    [Range(1, 256)]
    public int Workers { get; set; } = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>The most tasks of one project that are dispatched at the same time, so that a thousand tasks of one do not delay another's.</summary>
    [Range(1, 256)]
    public int PerProject { get; set; } = 4;

    /// <summary>The time limit of a check of paths.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PathsCheckLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The time limit of the checks of one artifact.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan ArtifactCheckLimit { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>A task that was asked to stop and has not done so after this time is abandoned, and its outcome is discarded.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AnswerLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A server without a heartbeat for this time is considered dead, even if its process still exists.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ServerSilence { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A task whose server died during this many attempts is not started again: it may be the cause.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How many lines of an attempt's log are kept. The first lines are dropped.</summary>
    [Range(10, 1_000_000)]
    public int MaxLogLines { get; set; } = 10_000;
}
