using Dashboard.Data.Entities;
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
    private ProjectStatus _status;

    /// <summary>The project to edit, as its editor saw it; null for a new one.</summary>
    [Parameter] public ProjectDraft? Before { get; set; }

    /// <summary>Those that it may belong to.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<CommitteeDraft> Committees { get; set; }

    /// <summary>The committee that a new project begins with.</summary>
    [Parameter] public string? CommitteeName { get; set; }

    [Inject] public required ProjectCommands Commands { get; init; }

    protected override void OnInitialized()
    {
        var draft = Before ?? new ProjectDraft("", CommitteeName ?? (Committees.Count == 1 ? Committees[0].Name : null));
        (_name, _committee, _fullName, _description, _status) = draft;
    }

    private Task SaveOnEnterAsync(KeyboardEventArgs key) => key.Key == "Enter" ? SaveAsync() : Task.CompletedTask;

    private async Task SaveAsync()
    {
        await _form.ValidateAsync();
        if (!_form.IsValid)
        {
            return;
        }

        var draft = new ProjectDraft(_name ?? "", _committee, _fullName, _description, _status);
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
