using Hangfire.Common;
using Hangfire.Storage.Monitoring;
using Hangfire.Storage.SQLite.Data;
using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Monitoring;

/// <summary>A job as the lists of the dashboard show it, with its current state.</summary>
/// <remarks>Its type is resolved lazily, after the snapshot has ended, because that runs foreign code.</remarks>
internal sealed class ListedJob
{
    private (Job? Job, JobLoadException? Exception)? _loaded;

    /// <summary>What <see cref="Read"/> expects of a row; j is the job and s its state.</summary>
    public const string Columns =
        "j.id, j.type, j.method, j.parameter_types, j.arguments, j.queue, j.state_name, s.reason, s.data, s.created_at";

    public required InvocationData Invocation { get; init; }

    public Job? Job => (_loaded ??= StoredJob.Load(Invocation)).Job;

    public JobLoadException? LoadException => (_loaded ??= StoredJob.Load(Invocation)).Exception;

    public required string? State { get; init; }

    public required string? Reason { get; init; }

    public required Dictionary<string, string?> StateData { get; init; }

    /// <summary>When the state began.</summary>
    public required DateTime? Since { get; init; }

    /// <summary>Of a message, when it was fetched.</summary>
    public DateTime? FetchedAt { get; init; }

    /// <summary>Of a job that waits for another one, that one's state.</summary>
    public string? ParentState { get; set; }

    public string? this[string key] => StateData.GetValueOrDefault(key);

    public bool IsIn(string state) => state.Equals(State, StringComparison.OrdinalIgnoreCase);

    /// <returns>Null when the job is gone.</returns>
    public static ListedJob? Read(Statement row, DateTime? fetchedAt = null)
    {
        if (row.IsNull(0))
        {
            return null;
        }

        return new ListedJob
        {
            Invocation = JobTable.ReadInvocation(row, 1),
            State = row.NullableText(6),
            Reason = row.NullableText(7),
            StateData = StateJson.Read(row.NullableText(8)),
            Since = Clock.Instant(row.NullableInt64(9)),
            FetchedAt = fetchedAt,
        };
    }

    /// <summary>A job that is gone keeps its place with a null, which the dashboard shows as expired.</summary>
    public static JobList<TDto> ToList<TDto>(IEnumerable<KeyValuePair<string, ListedJob?>> jobs, Func<ListedJob, TDto> convert)
        where TDto : class =>
        new(jobs.Select(job => new KeyValuePair<string, TDto>(job.Key, job.Value is null ? null! : convert(job.Value))));
}
