using System.CommandLine;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;

namespace Dashboard.CommandLine.Users;

/// <summary><c>dashboard.sh user add NAME</c>: adds an account and prints the link with which its owner sets a password.</summary>
internal static class UserAddVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = UserVerb.NameArgument();
        var display = new Option<string>("--name") { Description = "The name that others see. Default: the user name.", HelpName = "NAME" };
        var role = new Option<string>("--role") { Description = "What the account may do.", DefaultValueFactory = _ => "viewer" };
        role.AcceptOnlyFromAmong([.. Enum.GetValues<AccountRole>().Select(UserVerb.Word)]);
        var projects = new Option<string[]>("--project") { Description = "A project that the release manager manages; can be repeated.", HelpName = "PROJECT" };
        var server = UserVerb.ServerOption();
        var json = UserVerb.JsonOption();
        var command = new Command("add", "Add an account and print the one-time link for its password. Exits 1 when it is refused.") { name, display, role, projects, server, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var userName = parsed.GetRequiredValue(name);
            var facts = new AccountFacts(
                userName,
                parsed.GetValue(display) ?? userName,
                Enum.GetValues<AccountRole>().Single(value => UserVerb.Word(value) == parsed.GetValue(role)),
                parsed.GetValue(projects) ?? []);
            await using var state = await UserVerbContext.OpenAsync(cancellation);
            var added = await state.Get<AccountCommands>().AddAsync(Caller.CommandLine, facts, cancellation);
            return added.Done
                ? await UserResetVerb.WriteLinkAsync(terminal, added.Value, parsed.GetRequiredValue(server), parsed.GetValue(json))
                : await UserVerb.RefuseAsync(terminal, added.Refusal);
        });
        return command;
    }
}
