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

    private Task SaveAsync()
    {
        var facts = new AccountFacts(_userName.Trim(), _displayName.Trim(), _role, _projects.Split(Separators, StringSplitOptions.RemoveEmptyEntries));
        return Account is null
            ? ActAsync(caller => Commands.AddAsync(caller, facts, CancellationToken.None), Close)
            : ActAsync(caller => Commands.ChangeAsync(caller, Account.Id, facts, CancellationToken.None), Close);
    }

    private void Close(object result) => Dialog.Close(DialogResult.Ok(result));
}
