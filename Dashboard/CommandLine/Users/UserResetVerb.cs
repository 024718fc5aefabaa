using System.CommandLine;
using Dashboard.Features.Accounts;

namespace Dashboard.CommandLine.Users;

/// <summary><c>dashboard.sh user reset NAME</c>: prints a link for a new password, also for an administrator who is locked out.</summary>
internal static class UserResetVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = UserVerb.NameArgument();
        var enable = new Option<bool>("--enable") { Description = "Enable the account first if it is disabled." };
        var server = UserVerb.ServerOption();
        var json = UserVerb.JsonOption();
        var command = new Command("reset", "Print a one-time link for a new password. The old password works until the link is used.") { name, enable, server, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var state = await UserVerbContext.OpenAsync(cancellation);
            if (await state.Get<AccountQueries>().FindAsync(Caller.CommandLine, parsed.GetRequiredValue(name), cancellation) is not { } account)
            {
                return await UserVerb.RefuseAsync(terminal, $"There is no account {parsed.GetRequiredValue(name)}. List the accounts: user list");
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

    /// <summary>Writes the link alone to standard output, for scripts.</summary>
    public static async Task<int> WriteLinkAsync(Terminal terminal, AddedAccount account, Uri server, bool isJson)
    {
        var link = SetupAddress.Of(server, account.SetupToken!);
        if (isJson)
        {
            await UserVerbContext.WriteJsonAsync(terminal, new { account.UserName, Link = link });
        }
        else
        {
            await terminal.Error.WriteLineAsync($"Whoever opens this link can set the password of {account.UserName}. It works once, within a day:");
            await terminal.Out.WriteLineAsync(link);
        }

        return ExitCode.Done;
    }
}
