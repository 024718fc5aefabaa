using System.CommandLine;
using Dashboard.Features.Accounts;

namespace Dashboard.CommandLine;

/// <summary>dashboard.sh user token NAME: makes an access token for scripts.</summary>
internal static class UserTokenVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = UserVerb.NameArgument();
        var label = new Option<string>("--label") { Description = "What the token is for.", HelpName = "WORDS", DefaultValueFactory = _ => "command line" };
        var days = new Option<int>("--days") { Description = $"How long it works, at most {TokenCommands.MaxLifetimeDays}.", HelpName = "N", DefaultValueFactory = _ => 30 };
        var json = UserVerb.JsonOption();
        var command = new Command("token", "Make an access token for the API and print it, this once.") { name, label, days, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var state = await UserVerbState.OpenAsync(cancellation);
            if (await state.Get<AccountQueries>().FindAsync(Caller.CommandLine, parsed.GetRequiredValue(name), cancellation) is not { } account)
            {
                return await UserVerb.RefuseAsync(terminal, $"There is no account {parsed.GetRequiredValue(name)}.");
            }

            var made = await state.Get<TokenCommands>().MakeAsync(
                Caller.CommandLine, account.Id, parsed.GetRequiredValue(label), TimeSpan.FromDays(parsed.GetValue(days)), cancellation);
            if (!made.Done)
            {
                return await UserVerb.RefuseAsync(terminal, made.Refusal);
            }

            if (parsed.GetValue(json))
            {
                await UserVerbState.WriteJsonAsync(terminal, new { account.UserName, made.Value.Id, Token = made.Value.Text, made.Value.Expires });
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
