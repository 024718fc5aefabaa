using Dashboard.Data.Changes;
using Dashboard.Features.Accounts;
using Dashboard.Features.Projects;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace Dashboard.Components.Pages.Projects;

public sealed partial class ProjectListPage
{
    /// <summary>From so many committees and projects on, looking takes longer than typing.</summary>
    private const int Many = 10;

    [Inject] public required ProjectQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>Words that the projects shown have.</summary>
    [SupplyParameterFromQuery(Name = "q")] public string? Search { get; set; }

    /// <summary>A new one comes when the visitor's rights change: the page reads again, with them.</summary>
    [CascadingParameter] private Task<AuthenticationState>? Authentication { get; set; }

    protected override void OnParametersSet() => Watch(ChangeTopics.Projects, ChangeTopics.Releases, ChangeTopics.Keys);

    protected override async Task<Shown> ReadAsync(CancellationToken closing)
    {
        var caller = await User.GetAsync(closing);
        return new Shown(await Queries.ListAsync(caller, closing), caller.IsAdministrator);
    }

    private void SearchFor(string? words) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(words) ? null : words), replace: true);

    private IReadOnlyList<CommitteeDetails> Committees => [.. View!.List.Committees.Select(c => c.Details)];

    private async Task AddCommitteeAsync() => await Dialogs.ShowAsync<CommitteeDialog>("New committee", new DialogParameters<CommitteeDialog>
    {
        { d => d.Committees, Committees },
    });

    private async Task EditCommitteeAsync(CommitteeDetails committee) => await Dialogs.ShowAsync<CommitteeDialog>("Edit committee", new DialogParameters<CommitteeDialog>
    {
        { d => d.Committees, Committees },
        { d => d.Before, committee },
    });

    private async Task DeleteCommitteeAsync(CommitteeRow committee) => await Dialogs.ShowAsync<DeleteCommitteeDialog>("Delete committee", new DialogParameters<DeleteCommitteeDialog>
    {
        { d => d.Committee, committee },
    });

    private async Task AddProjectAsync(string? committeeName) => await Dialogs.ShowAsync<ProjectDialog>("New project", new DialogParameters<ProjectDialog>
    {
        { d => d.Committees, Committees },
        { d => d.CommitteeName, committeeName },
    });

    public sealed record Shown(ProjectList List, bool MayEdit);
}
