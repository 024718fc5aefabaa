using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Projects;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace Dashboard.Components.Pages.Projects;

public sealed partial class ProjectDialog
{
    private MudForm _form = null!;
    private string? _name;
    private string? _fullName;
    private string? _committee;
    private string? _description;
    private string? _refusal;
    private ProjectStatus _status;
    private bool _busy;

    /// <summary>The project to edit, as its editor saw it; null for a new one.</summary>
    [Parameter] public ProjectDraft? Before { get; set; }

    /// <summary>Those that it may belong to.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<CommitteeDraft> Committees { get; set; }

    /// <summary>The committee that a new project begins with.</summary>
    [Parameter] public string? CommitteeName { get; set; }

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] public required ProjectCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }

    protected override void OnInitialized()
    {
        var draft = Before ?? new ProjectDraft("", CommitteeName ?? (Committees.Count == 1 ? Committees[0].Name : null));
        (_name, _committee, _fullName, _description, _status) = draft;
    }

    private Task SaveOnEnterAsync(KeyboardEventArgs key) => key.Key == "Enter" ? SaveAsync() : Task.CompletedTask;

    private async Task SaveAsync()
    {
        // A second click must not write twice.
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
            var draft = new ProjectDraft(_name ?? "", _committee, _fullName, _description, _status);
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
