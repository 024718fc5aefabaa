using Dashboard.Data.Entities;
using Dashboard.Features.Editing;
using Dashboard.Features.Projects;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Projects;

public sealed partial class CommitteeDialog
{
    private string? _name;
    private string? _fullName;
    private string? _parent;
    private string? _members;
    private bool _isPodling;

    /// <summary>Those that may be the parent.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<CommitteeDetails> Committees { get; set; }

    [Inject] public required CommitteeCommands Commands { get; init; }

    protected override EditCommands<Committee, CommitteeDetails> Edits => Commands;

    protected override CommitteeDetails Written => new(_name ?? "", _fullName, _isPodling, _parent, _members);

    protected override string DisplayNameOf(Committee saved) => saved.DisplayName;

    protected override void OnInitialized() =>
        (_name, _fullName, _parent, _members, _isPodling) =
            (Before?.Name, Before?.FullName, Before?.ParentName, Before?.Members, Before?.IsPodling ?? false);
}
