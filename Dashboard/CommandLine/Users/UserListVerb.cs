using System.CommandLine;
using System.Globalization;
using Dashboard.Features.Accounts;

namespace Dashboard.CommandLine.Users;

/// <summary><c>dashboard.sh user list</c>: lists the accounts.</summary>
internal static class UserListVerb
{
    public static Command Create(Terminal terminal)
    {
        var json = UserVerb.JsonOption();
        var command = new Command("list", "List the accounts.") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var state = await UserVerbContext.OpenAsync(cancellation);
            var accounts = await state.Get<AccountQueries>().ListAsync(Caller.CommandLine, cancellation);
            if (parsed.GetValue(json))
            {
                await UserVerbContext.WriteJsonAsync(terminal, accounts.Select(account => new
                {
                    account.UserName,
                    account.DisplayName,
                    Role = UserVerb.Word(account.Role),
                    account.Projects,
                    account.Disabled,
                    account.HasPassword,
                    account.LockedUntil,
                    account.Created,
                    account.LastSignedIn,
                }));
                return ExitCode.Done;
            }

            foreach (var account in accounts)
            {
                await terminal.Out.WriteLineAsync(Line(account));
            }

            await terminal.Error.WriteLineAsync(accounts.Count == 0 ? "There are no accounts yet. Add one: user add NAME" : $"{ConsoleText.Count(accounts.Count, "account")}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Line(AccountRow account)
    {
        var state = account switch
        {
            { Disabled: true } => "disabled",
            { HasPassword: false } => "has no password yet",
            { LockedUntil: { } until } => string.Create(CultureInfo.InvariantCulture, $"locked until {until:yyyy-MM-dd HH:mm} UTC"),
            { LastSignedIn: { } at } => string.Create(CultureInfo.InvariantCulture, $"last signed in {at:yyyy-MM-dd HH:mm} UTC"),
            _ => "has never signed in",
        };
        var projects = account.Projects.Count == 0 ? "" : $" of {string.Join(", ", account.Projects.Order(StringComparer.Ordinal))}";
        return ConsoleText.OneLine($"{account.UserName,-20}  {account.DisplayName}, {UserVerb.Word(account.Role)}{projects}, {state}");
    }
}
