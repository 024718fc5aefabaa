using Dashboard.Components.Controls;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Releases;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Releases;

public sealed partial class ReleaseListPage
{
    private const int Most = 100;

    [Inject] public required ReleaseQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery(Name = "q")] public string? Search { get; set; }

    protected override void OnParametersSet() => Watch(ChangeTopics.Releases, ChangeTopics.Projects);

    protected override async Task<IReadOnlyList<ReleaseRow>> ReadAsync(CancellationToken closing) =>
        await Queries.ListAsync(await User.GetAsync(closing), Search, projectName: null, Most, closing);

    private void SearchFor(string? words) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(words) ? null : words), replace: true);

    private static string KindOf(ReleaseRow row) =>
        row is { Verdict: Verdict.Ready, Counts.Concerns: > 0 } ? StatusKind.Of(CheckResultStatus.Concern) : StatusKind.Of(row.Verdict);

    private static string Summary(ReleaseRow row) => row.Verdict switch
    {
        Verdict.Empty => "No files yet",
        Verdict.Checking => $"Checking: {row.Counts.Tasks - row.Counts.Open} of {row.Counts.Tasks} tasks done",
        Verdict.Blocked when row.Counts.Blockers == 0 => $"{Quantity.Of(row.Counts.Failed, "task")} failed",
        Verdict.Blocked => $"{Quantity.Of(row.Counts.Blockers, "blocker")} in {Quantity.Of(row.Files, "file")}",
        _ when row.Counts.Concerns > 0 => $"Ready, with {Quantity.Of(row.Counts.Concerns, "concern")}",
        _ => "Ready for a vote",
    };
}
