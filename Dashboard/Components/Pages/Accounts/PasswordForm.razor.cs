using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Accounts;

public sealed partial class PasswordForm
{
    private string _current = "";
    private string _replacement = "";
    private string _repeated = "";
    private string? _refusal;
    private bool _changed;
    private bool _busy;

    [Parameter, EditorRequired] public required string UserName { get; set; }

    [Inject] public required PasswordCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    private async Task ChangeAsync()
    {
        _changed = false;
        if (_replacement != _repeated)
        {
            _refusal = "The two new passwords differ. Type them again.";
            return;
        }

        _busy = true;
        var outcome = await Commands.ChangeAsync(await User.GetAsync(CancellationToken.None), _current, _replacement, CancellationToken.None);
        _busy = false;
        _refusal = outcome.Refusal;
        _changed = outcome.Done;
        if (outcome.Done)
        {
            _current = _replacement = _repeated = "";
        }
    }
}
