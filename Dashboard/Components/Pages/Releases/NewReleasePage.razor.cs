using Dashboard.Features.Accounts;
using Dashboard.Features.Releases;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Releases;

public sealed partial class NewReleasePage
{
    private IReadOnlyList<(string Name, string Display)>? _projects;
    private string? _project;
    private string? _version;
    private string? _refusal;
    private bool _projectMissing;
    private bool _busy;

    [Inject] public required ReleaseQueries Queries { get; init; }
    [Inject] public required ReleaseCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>The project to begin with.</summary>
    [SupplyParameterFromQuery(Name = "project")] public string? Project { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var caller = await User.GetAsync(CancellationToken.None);
        _projects = await Queries.ManagedProjectsAsync(caller, CancellationToken.None);
        _project = _projects.Any(project => project.Name == Project) ? Project : _projects.Count == 1 ? _projects[0].Name : null;
    }

    private async Task CreateAsync()
    {
        // Not by disabling the button: whoever types and presses Enter at once would press it before it is enabled.
        _projectMissing = _project is null;
        if (_project is null)
        {
            return;
        }

        _busy = true;
        var caller = await User.GetAsync(CancellationToken.None);
        var created = await Commands.CreateAsync(caller, _project, _version?.Trim() ?? "", CancellationToken.None);
        _busy = false;
        _refusal = created.Refusal;
        if (created.Done)
        {
            Navigation.NavigateTo($"releases/{created.Value.ProjectName}/{created.Value.Version}");
        }
    }
}
