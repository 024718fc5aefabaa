using Dashboard.Data.Entities;
using Dashboard.Features.Editing;
using Dashboard.Features.Projects;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Projects;

public sealed partial class ProjectDialog
{
    private string? _name;
    private string? _fullName;
    private string? _committee;
    private string? _description;
    private ProjectStatus _status;

    /// <summary>Those that it may belong to.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<CommitteeDetails> Committees { get; set; }

    /// <summary>The committee that a new project begins with.</summary>
    [Parameter] public string? CommitteeName { get; set; }

    [Inject] public required ProjectCommands Commands { get; init; }

    protected override EditCommands<Project, ProjectDetails> Edits => Commands;

    protected override ProjectDetails Written => new(_name ?? "", _committee, _fullName, _description, _status);

    protected override string DisplayNameOf(Project saved) => saved.DisplayName;

    protected override void OnInitialized() => (_name, _committee, _fullName, _description, _status) =
        Before ?? new ProjectDetails("", CommitteeName ?? (Committees.Count == 1 ? Committees[0].Name : null));
}
