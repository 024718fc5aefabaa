using Dashboard.Features.Editing;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Dashboard.Components.Controls;

/// <summary>Creates or edits a named thing. A component that inherits this shows its fields in an <see cref="EditDialog"/>.</summary>
public abstract class EditDialogBase<TEntity, TDetails> : CommandDialogBase
    where TEntity : class
    where TDetails : class, IDetails<TDetails>
{
    /// <summary>What is edited, as its editor saw it; null for a new one.</summary>
    [Parameter] public TDetails? Before { get; set; }

    protected abstract EditCommands<TEntity, TDetails> Edits { get; }

    /// <summary>What the fields hold.</summary>
    protected abstract TDetails Written { get; }

    protected abstract string DisplayNameOf(TEntity saved);

    protected Task SaveAsync() => ActAsync(
        caller => Before is null
            ? Edits.CreateAsync(caller, Written, CancellationToken.None)
            : Edits.UpdateAsync(caller, Before, Written, CancellationToken.None),
        saved =>
        {
            Snackbar.Add($"{DisplayNameOf(saved)} was {(Before is null ? "created" : "saved")}.", Severity.Success);
            Dialog.Close();
        });
}
