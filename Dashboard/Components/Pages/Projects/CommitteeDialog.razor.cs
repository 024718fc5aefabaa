using Dashboard.Features.Accounts;
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
    private string? _refusal;
    private bool _isPodling;
    private bool _busy;

    /// <summary>The committee to edit, as its editor saw it; null for a new one.</summary>
    [Parameter] public CommitteeDraft? Before { get; set; }

    /// <summary>Those that may be the parent.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<CommitteeDraft> Committees { get; set; }

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] public required CommitteeCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }

    protected override void OnInitialized() =>
        (_name, _fullName, _parent, _isPodling) = (Before?.Name, Before?.FullName, Before?.ParentName, Before?.IsPodling ?? false);

    private Task SaveOnEnterAsync(KeyboardEventArgs key) => key.Key == "Enter" ? SaveAsync() : Task.CompletedTask;

    private async Task SaveAsync()
    {
        // A second click, or Enter held down, must not write twice.
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            await _form.ValidateAsync();
            if (!_form.IsValid)
            {
                return;
            }

            var caller = await User.GetAsync(CancellationToken.None);
            var draft = new CommitteeDraft(_name ?? "", _fullName, _isPodling, _parent);
            var outcome = Before is null
                ? await Commands.CreateAsync(caller, draft, CancellationToken.None)
                : await Commands.UpdateAsync(caller, Before, draft, CancellationToken.None);
            _refusal = outcome.Refusal;
            if (outcome.Done)
            {
                Snackbar.Add($"{outcome.Value.DisplayName} is {(Before is null ? "created" : "saved")}.", Severity.Success);
                Dialog.Close();
            }
        }
        catch (NotAllowedException error)
        {
            _refusal = error.Message;
        }
        finally
        {
            _busy = false;
        }
    }
}
