using System.CommandLine;
using Dashboard.Features.Accounts;

namespace Dashboard.CommandLine.Users;

/// <summary><c>dashboard.sh user token NAME</c>: creates an API token for scripts.</summary>
internal static class UserTokenVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = UserVerb.NameArgument();
        var label = new Option<string>("--label") { Description = "What the token is used for.", HelpName = "WORDS", DefaultValueFactory = _ => "command line" };
        var days = new Option<int>("--days") { Description = $"How many days it is valid, at most {TokenCommands.MaxLifetimeDays}.", HelpName = "N", DefaultValueFactory = _ => 30 };
        var json = UserVerb.JsonOption();
        var command = new Command("token", "Create an API token and print it. It cannot be shown again.") { name, label, days, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var state = await UserVerbContext.OpenAsync(cancellation);
            if (await state.Get<AccountQueries>().FindAsync(Caller.CommandLine, parsed.GetRequiredValue(name), cancellation) is not { } account)
            {
                return await UserVerb.RefuseAsync(terminal, $"There is no account {parsed.GetRequiredValue(name)}. List the accounts: user list");
            }

            var made = await state.Get<TokenCommands>().MakeAsync(
                Caller.CommandLine, account.Id, parsed.GetRequiredValue(label), TimeSpan.FromDays(parsed.GetValue(days)), cancellation);
            if (!made.Done)
            {
                return await UserVerb.RefuseAsync(terminal, made.Refusal);
            }

            if (parsed.GetValue(json))
            {
                await UserVerbContext.WriteJsonAsync(terminal, new { account.UserName, made.Value.Id, Token = made.Value.Text, made.Value.Expires });
            }
            else
            {
                await terminal.Out.WriteLineAsync(made.Value.Text);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
