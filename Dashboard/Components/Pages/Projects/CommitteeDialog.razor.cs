using Dashboard.Features.Projects;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace Dashboard.Components.Pages.Projects;

public sealed partial class CommitteeDialog
{
    private MudForm _form = null!;
    private string? _name;
    private string? _fullName;
    private string? _parent;
    private bool _isPodling;

    /// <summary>The committee to edit, as its editor saw it; null for a new one.</summary>
    [Parameter] public CommitteeDraft? Before { get; set; }

    /// <summary>Those that may be the parent.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<CommitteeDraft> Committees { get; set; }

    [Inject] public required CommitteeCommands Commands { get; init; }

    protected override void OnInitialized() =>
        (_name, _fullName, _parent, _isPodling) = (Before?.Name, Before?.FullName, Before?.ParentName, Before?.IsPodling ?? false);

    private Task SaveOnEnterAsync(KeyboardEventArgs key) => key.Key == "Enter" ? SaveAsync() : Task.CompletedTask;

    private async Task SaveAsync()
    {
        await _form.ValidateAsync();
        if (!_form.IsValid)
        {
            return;
        }

        var draft = new CommitteeDraft(_name ?? "", _fullName, _isPodling, _parent);
        await ActAsync(
            caller => Before is null
                ? Commands.CreateAsync(caller, draft, CancellationToken.None)
                : Commands.UpdateAsync(caller, Before, draft, CancellationToken.None),
            saved =>
            {
                Snackbar.Add($"{saved.DisplayName} is {(Before is null ? "created" : "saved")}.", Severity.Success);
                Dialog.Close();
            });
    }
}
