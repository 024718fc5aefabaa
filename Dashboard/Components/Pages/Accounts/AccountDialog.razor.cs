using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Dashboard.Components.Pages.Accounts;

/// <summary>Adds an account, or changes one.</summary>
public sealed partial class AccountDialog
{
    private static readonly char[] Separators = [' ', ',', ';', '\t', '\n'];

    private IReadOnlyList<string> _known = [];
    private string _userName = "";
    private string _displayName = "";
    private AccountRole _role;
    private string _projects = "";

    /// <summary>Null to add one.</summary>
    [Parameter] public AccountRow? Account { get; set; }

    [Inject] public required GrantableProjectQueries Projects { get; init; }
    [Inject] public required AccountCommands Commands { get; init; }

    private string ProjectsHint => _known.Count == 0
        ? "By name, with spaces between"
        : $"By name, with spaces between: {string.Join(" ", _known.Take(12))}{(_known.Count > 12 ? " ..." : "")}";

    protected override async Task OnInitializedAsync()
    {
        if (Account is not null)
        {
            (_userName, _displayName, _role) = (Account.UserName, Account.DisplayName, Account.Role);
            _projects = string.Join(" ", Account.Projects.Order());
        }

        _known = await Projects.ListAsync(await User.GetAsync(CancellationToken.None), CancellationToken.None);
    }

    private async Task SaveAsync()
    {
        var facts = new AccountFacts(_userName.Trim(), _displayName.Trim(), _role, _projects.Split(Separators, StringSplitOptions.RemoveEmptyEntries));
        object? result = null;
        await ActAsync(
            async caller =>
            {
                if (Account is null)
                {
                    var added = await Commands.AddAsync(caller, facts, CancellationToken.None);
                    result = added.Value;
                    return added.Refusal;
                }

                var changed = await Commands.ChangeAsync(caller, Account.Id, facts, CancellationToken.None);
                result = changed.Value;
                return changed.Refusal;
            },
            () => Dialog.Close(DialogResult.Ok(result)));
    }
}
