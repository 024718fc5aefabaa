using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Projects;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace Dashboard.Components.Pages.Projects;

public sealed partial class ProjectPage
{
    [Parameter, EditorRequired] public required string Name { get; set; }

    [Inject] public required ProjectQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>A new one comes when the visitor's rights change: the page reads again, with them.</summary>
    [CascadingParameter] private Task<AuthenticationState>? Authentication { get; set; }

    private string NewRelease => $"releases/new?project={Uri.EscapeDataString(Name)}";

    protected override Func<Shown, bool> IsMissing => shown => shown.Project is null;

    protected override void OnParametersSet() => Watch(ChangeTopics.Projects, ChangeTopics.Releases);

    protected override async Task<Shown> ReadAsync(CancellationToken closing)
    {
        var caller = await User.GetAsync(closing);
        return new Shown(await Queries.FindAsync(caller, Name, closing), caller.CanManage(Name), caller.IsAdministrator);
    }

    private string WhatToDo(ProjectView project) => project.Details.Status != ProjectStatus.Active
        ? "Only an active project takes releases."
        : View!.MayManage
            ? "Start one, then upload its files: they are checked immediately."
            : "Its release managers start one.";

    private async Task EditAsync() => await Dialogs.ShowAsync<ProjectDialog>("Edit project", new DialogParameters<ProjectDialog>
    {
        { d => d.Committees, View!.Project!.Committees },
        { d => d.Before, View.Project.Details },
    });

    private async Task DeleteAsync() => await Dialogs.ShowAsync<DeleteProjectDialog>("Delete project", new DialogParameters<DeleteProjectDialog>
    {
        { d => d.Project, View!.Project! },
    });

    /// <param name="Project">Null when there is none of this name.</param>
    public sealed record Shown(ProjectView? Project, bool MayManage, bool MayEdit);
}
