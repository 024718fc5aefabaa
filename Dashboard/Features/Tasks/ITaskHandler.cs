using Dashboard.Data.Entities;

namespace Dashboard.Features.Tasks;

/// <summary>Does the work of one type of task. Running it twice changes nothing more.</summary>
public interface ITaskHandler
{
    ReleaseTaskType Type { get; }

    /// <param name="run">Told of every step.</param>
    /// <param name="cancellation">The task is to stop: its server ends, or somebody asked for it.</param>
    /// <returns>How it ended. What it throws fails the task.</returns>
    Task<TaskVerdict> RunAsync(TaskRun run, CancellationToken cancellation);
}
