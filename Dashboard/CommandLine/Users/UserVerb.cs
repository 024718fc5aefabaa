using System.CommandLine;
using System.CommandLine.Parsing;
using Dashboard.Data.Operations;

namespace Dashboard.CommandLine.Users;

/// <summary><c>dashboard.sh user</c>: manages accounts without a browser, beside a running server too.</summary>
internal static class UserVerb
{
    public static Command Create(Terminal terminal) => new("user", "Add and list accounts; create set-up links and API tokens.")
    {
        UserAddVerb.Create(terminal),
        UserListVerb.Create(terminal),
        UserResetVerb.Create(terminal),
        UserTokenVerb.Create(terminal),
    };

    public static Argument<string> NameArgument() => new("NAME") { Description = "The user name." };

    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON and nothing else." };

    public static Option<Uri> ServerOption()
    {
        var server = new Option<Uri>("--server")
        {
            Description = "The server's address, for the link.",
            HelpName = "URL",
            DefaultValueFactory = _ => new Uri("http://localhost:5080"),
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : Wrong(result),
        };
        return server;

        static Uri? Wrong(ArgumentResult result)
        {
            result.AddError("--server is not an address. Give one such as https://releases.example.org.");
            return null;
        }
    }

    public static string Word(AccountRole role) => role switch
    {
        AccountRole.Administrator => "administrator",
        AccountRole.ReleaseManager => "release-manager",
        _ => "viewer",
    };

    /// <summary>Prints why the act was refused.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RefuseAsync(Terminal terminal, string refusal)
    {
        await terminal.Error.WriteLineAsync(ConsoleText.OneLine(refusal));
        return ExitCode.Blocked;
    }
}
