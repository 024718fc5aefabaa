using System.CommandLine;
using Dashboard.Features.Accounts;

namespace Dashboard.CommandLine;

/// <summary>dashboard.sh user reset NAME: prints a link for a new password; also the way back in for an administrator who is locked out.</summary>
internal static class UserResetVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = UserVerb.NameArgument();
        var enable = new Option<bool>("--enable") { Description = "Enable the account first when it is disabled." };
        var server = UserVerb.ServerOption();
        var json = UserVerb.JsonOption();
        var command = new Command("reset", "Print a one-time link for a new password. The old one works until then.") { name, enable, server, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var state = await UserVerbState.OpenAsync(cancellation);
            if (await state.Get<AccountQueries>().FindAsync(Caller.CommandLine, parsed.GetRequiredValue(name), cancellation) is not { } account)
            {
                return await UserVerb.RefuseAsync(terminal, $"There is no account {parsed.GetRequiredValue(name)}.");
            }

            var commands = state.Get<AccountCommands>();
            if (account.Disabled && parsed.GetValue(enable))
            {
                await commands.EnableAsync(Caller.CommandLine, account.Id, cancellation);
            }

            var made = await commands.MakeLinkAsync(Caller.CommandLine, account.Id, cancellation);
            return made.Done
                ? await WriteLinkAsync(terminal, made.Value, parsed.GetRequiredValue(server), parsed.GetValue(json))
                : await UserVerb.RefuseAsync(terminal, made.Refusal);
        });
        return command;
    }

    /// <summary>The link alone on standard output, so that a script can take it.</summary>
    public static async Task<int> WriteLinkAsync(Terminal terminal, AddedAccount account, Uri server, bool isJson)
    {
        var link = SetupAddress.Of(server, account.SetupToken!);
        if (isJson)
        {
            await UserVerbState.WriteJsonAsync(terminal, new { account.UserName, Link = link });
        }
        else
        {
            await terminal.Error.WriteLineAsync($"Whoever opens this link sets the password of {account.UserName}. It works once, for a day:");
            await terminal.Out.WriteLineAsync(link);
        }

        return ExitCode.Done;
    }
}
