using Dashboard.Data.Entities;

namespace Dashboard.Features.Tasks;

/// <summary>
/// Does the work of one type of task. A task whose worker died is run again, so running it twice must leave the same result as running it
/// once.
/// </summary>
public interface ITaskHandler
{
    ReleaseTaskType Type { get; }

    /// <summary>A task that runs for longer is stopped and fails.</summary>
    TimeSpan TimeLimit { get; }

    /// <param name="run">Receives the progress of each step, and log lines.</param>
    /// <param name="cancellation">Cancelled when the task is cancelled, exceeds its time limit, or its server stops.</param>
    /// <returns>How the task ended. An exception fails it with the exception's message.</returns>
    Task<TaskOutcome> RunAsync(TaskRun run, CancellationToken cancellation);
}
