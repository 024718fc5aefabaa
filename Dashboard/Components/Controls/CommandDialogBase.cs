using Dashboard.Features;
using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Dashboard.Components.Controls;

/// <summary>A dialog that does one thing and closes, or stays open and says why it was refused.</summary>
public abstract class CommandDialogBase : ComponentBase
{
    [CascadingParameter] protected IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }

    /// <summary>Why it was refused; null before, and when it was not.</summary>
    protected string? Refusal { get; private set; }

    protected bool IsBusy { get; private set; }

    /// <summary>Does it, on the pool: the database may be busy, and the circuit goes on. A second click meanwhile does nothing.</summary>
    /// <param name="act">Answers null, or why it was refused.</param>
    /// <param name="close">Called once it is done.</param>
    protected async Task ActAsync(Func<Caller, Task<string?>> act, Action close)
    {
        if (IsBusy)
        {
            return;
        }

        IsBusy = true;
        try
        {
            var caller = await User.GetAsync(CancellationToken.None);
            Refusal = await Task.Run(() => act(caller));
            if (Refusal is null)
            {
                close();
            }
        }
        catch (NotAllowedException error)
        {
            Refusal = error.Message;
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <inheritdoc cref="ActAsync(Func{Caller, Task{string?}}, Action)"/>
    /// <param name="close">Called with what was done.</param>
    protected Task ActAsync<T>(Func<Caller, Task<Outcome<T>>> act, Action<T> close) where T : class
    {
        Outcome<T>? outcome = null;
        return ActAsync(async caller => (outcome = await act(caller)).Refusal, () => close(outcome!.Value!));
    }
}
