using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Accounts;

public sealed partial class TokenList
{
    private static readonly (int Days, string Words)[] Lifetimes = [(7, "7 days"), (30, "30 days"), (90, "90 days"), (366, "A year")];

    private string _label = "";
    private int _days = 30;
    private NewToken? _made;
    private string? _refusal;
    private bool _busy;

    [Parameter, EditorRequired] public required IReadOnlyList<TokenRow> Tokens { get; set; }

    [Inject] public required TokenCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    private async Task MakeAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var caller = await User.GetAsync(CancellationToken.None);
        var outcome = await Commands.MakeAsync(caller, caller.AccountId!.Value, _label, TimeSpan.FromDays(_days), CancellationToken.None);
        _busy = false;
        _refusal = outcome.Refusal;
        if (outcome.Done)
        {
            _made = outcome.Value;
            _label = "";
        }
    }

    private async Task RevokeAsync(TokenRow token)
    {
        await Commands.RevokeAsync(await User.GetAsync(CancellationToken.None), token.Id, CancellationToken.None);
        if (_made?.Id == token.Id)
        {
            _made = null;
        }
    }
}
