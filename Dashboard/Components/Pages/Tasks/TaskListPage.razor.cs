using System.Globalization;
using Dashboard.Data.Changes;
using Dashboard.Data.Conventions;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Tasks;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Tasks;

public sealed partial class TaskListPage
{
    private const int PageSize = 50;

    [Inject] public required TaskQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    [SupplyParameterFromQuery(Name = "status")] public string? Status { get; set; }
    [SupplyParameterFromQuery(Name = "before")] public string? Before { get; set; }

    // A string, because the framework fails the page when a visitor types something else into the address; then the newest are listed.
    private long? BeforeId => long.TryParse(Before, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private ReleaseTaskStatus? Filter => Enum.TryParse<ReleaseTaskStatus>(Status, ignoreCase: true, out var status) && Enum.IsDefined(status) ? status : null;

    protected override void OnParametersSet() => Watch(ChangeTopics.Tasks);

    protected override async Task<TaskPage> ReadAsync(CancellationToken closing) =>
        await Queries.ListAsync(await User.GetAsync(closing), Filter, projectName: null, BeforeId, PageSize, closing);

    private static string Address(ReleaseTaskStatus? status, long? before = null)
    {
        var query = string.Join('&', new[]
        {
            status is { } only ? $"status={UpperSnake.Of(only).ToLowerInvariant()}" : null,
            before is { } id ? $"before={id}" : null,
        }.OfType<string>());
        return query.Length == 0 ? "tasks" : $"tasks?{query}";
    }
}
