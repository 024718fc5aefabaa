using System.Globalization;
using Dashboard.Data.Conventions;
using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;

namespace Dashboard.Components.Pages.Tasks;

/// <summary>The filters of the task board in its address, such as <c>tasks?status=failed&amp;since=24h</c>.</summary>
internal static class TaskAddress
{
    /// <summary>The periods to choose from, by their words in the address.</summary>
    public static IReadOnlyList<(string Word, string Label, TimeSpan Length)> Periods { get; } =
    [
        ("1h", "Last hour", TimeSpan.FromHours(1)),
        ("24h", "Last 24 hours", TimeSpan.FromHours(24)),
        ("7d", "Last 7 days", TimeSpan.FromDays(7)),
        ("30d", "Last 30 days", TimeSpan.FromDays(30)),
    ];

    /// <summary>Reads the filters. What is none of them does not restrict the list: an address can be mistyped.</summary>
    /// <param name="kept">The start of the period as it was read before: it does not move while the page is open, unless by more than a minute.</param>
    public static TaskFilter Parse(
        string? status, string? type, string? project, string? version, string? who, string? since, string? search, DateTime now, DateTime? kept)
    {
        var period = Periods.FirstOrDefault(period => period.Word == since);
        DateTime? start = period.Word is null ? null : now - period.Length;
        return new()
        {
            Status = UpperSnake.TryParse<ReleaseTaskStatus>(status?.ToUpperInvariant() ?? "", out var knownStatus) ? knownStatus : null,
            Type = UpperSnake.TryParse<ReleaseTaskType>(type?.ToUpperInvariant() ?? "", out var knownType) ? knownType : null,
            Project = Given(project),
            Version = Given(version),
            Who = Given(who),
            Since = start is { } at && kept is { } before && at - before < TimeSpan.FromMinutes(1) && at >= before ? before : start,
            Search = Given(search),
        };
    }

    /// <returns>Relative to the start page.</returns>
    public static string Of(TaskFilter filter, string? since, long? before = null)
    {
        var query = string.Join('&', new (string Name, string? Value)[]
        {
            ("status", filter.Status is { } status ? UpperSnake.Of(status).ToLowerInvariant() : null),
            ("type", filter.Type is { } type ? UpperSnake.Of(type).ToLowerInvariant() : null),
            ("project", filter.Project),
            ("version", filter.Version),
            ("who", filter.Who),
            ("since", Given(since)),
            ("q", filter.Search),
            ("before", before?.ToString(CultureInfo.InvariantCulture)),
        }.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return query.Length == 0 ? "tasks" : $"tasks?{query}";
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
