using Dashboard.Data.Conventions;
using Dashboard.Data.Entities;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dashboard.Api;

/// <summary>Tasks as their pages show them. Who wants to follow one as it runs watches the hub instead.</summary>
internal static class TaskEndpoints
{
    private const int PageRows = 100;
    private const int MostLines = 1000;

    /// <param name="AtOnce">False when the task runs: its worker has been asked, and the task ends when it has stopped.</param>
    public sealed record CancelResponse(bool AtOnce);

    /// <param name="Id">The new task, which does the old one's work.</param>
    public sealed record RetryResponse(long Id);

    public static void MapTasks(this IEndpointRouteBuilder api)
    {
        api.MapGet("/tasks", ListAsync).WithSummary($"Tasks, the newest first, {PageRows} at a time: ask for the next page with the \"before\" of the last.");
        api.MapGet("/tasks/{id:long}", FindAsync).WithSummary("A task with its steps, attempts and findings.");
        api.MapGet("/tasks/{id:long}/log", LogAsync).WithSummary($"Lines of an attempt's log, from a number on, at most {MostLines}.");
        api.MapPost("/tasks/{id:long}/cancel", CancelAsync).WithSummary("Cancels a task that is queued or runs.");
        api.MapPost("/tasks/{id:long}/retry", RetryAsync).WithSummary("Queues the work of a task that has ended again, as a new task.");
    }

    /// <param name="type">As the answers have it, such as <c>ARTIFACT_CHECK</c>.</param>
    /// <param name="version">Only together with the project.</param>
    /// <param name="since">The earliest time at which the tasks were added.</param>
    /// <param name="search">A part of the artifact's path.</param>
    /// <param name="status">As the answers have it: <c>QUEUED</c>, <c>ACTIVE</c>, <c>COMPLETED</c>, <c>FAILED</c>; all when it is not said.</param>
    private static async Task<Results<Ok<TaskPage>, ProblemHttpResult>> ListAsync(
        string? status, string? type, string? project, string? version, string? who, DateTimeOffset? since, string? search, long? before,
        Caller caller, TaskQueries tasks, CancellationToken cancellation)
    {
        var (knownStatus, knownType) = (default(ReleaseTaskStatus), default(ReleaseTaskType));
        if (status is not null && !UpperSnake.TryParse(status, out knownStatus))
        {
            return ApiProblems.Of(Refused.Invalid("status", $"There is no status '{status}'."));
        }

        if (type is not null && !UpperSnake.TryParse(type, out knownType))
        {
            return ApiProblems.Of(Refused.Invalid("type", $"There is no type '{type}'."));
        }

        var filter = new TaskFilter
        {
            Status = status is null ? null : knownStatus,
            Type = type is null ? null : knownType,
            Project = project,
            Version = version,
            Who = who,
            Since = since?.UtcDateTime,
            Search = string.IsNullOrWhiteSpace(search) ? null : search,
        };
        return TypedResults.Ok(await tasks.ListAsync(caller, filter, before, PageRows, cancellation));
    }

    private static async Task<Results<Ok<TaskDetail>, ProblemHttpResult>> FindAsync(long id, Caller caller, TaskQueries tasks, CancellationToken cancellation) =>
        await tasks.FindAsync(caller, id, cancellation) is { } task ? TypedResults.Ok(task) : NoSuchTask(id);

    /// <param name="attempt">The latest when it is not said.</param>
    /// <param name="first">The number of the first line wanted; lines count from 1, and the first ones of a very long log are not kept.</param>
    private static async Task<Results<Ok<IReadOnlyList<LogLine>>, ProblemHttpResult>> LogAsync(
        long id, int? attempt, int? first, Caller caller, TaskQueries tasks, CancellationToken cancellation)
    {
        if (await tasks.FindAsync(caller, id, cancellation) is not { } task)
        {
            return NoSuchTask(id);
        }

        var (asked, from) = (attempt ?? task.Task.Attempt, first ?? 1);
        var extent = await tasks.LogExtentAsync(caller, id, asked, cancellation);
        return TypedResults.Ok(await tasks.LogAsync(caller, id, asked, Math.Max(from, extent.First), MostLines, cancellation));
    }

    private static async Task<Results<Ok<CancelResponse>, ProblemHttpResult>> CancelAsync(
        long id, Caller caller, TaskCommands tasks, CancellationToken cancellation)
    {
        var asked = await tasks.CancelAsync(caller, id, cancellation);
        return asked.Done ? TypedResults.Ok(new CancelResponse(asked.Value.Immediate)) : ApiProblems.Of(asked.Refused);
    }

    private static async Task<Results<Created<RetryResponse>, ProblemHttpResult>> RetryAsync(
        long id, Caller caller, TaskCommands tasks, HttpContext http, CancellationToken cancellation)
    {
        var retried = await tasks.RetryAsync(caller, id, cancellation);
        return retried.Done
            ? TypedResults.Created($"{http.Request.PathBase}/api/tasks/{retried.Value.Id}", new RetryResponse(retried.Value.Id))
            : ApiProblems.Of(retried.Refused);
    }

    private static ProblemHttpResult NoSuchTask(long id) => TypedResults.Problem($"There is no task {id}.", statusCode: StatusCodes.Status404NotFound);
}
