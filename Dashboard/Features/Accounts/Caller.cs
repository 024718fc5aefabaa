using System.Collections.Frozen;
using Dashboard.Data.Operations;

namespace Dashboard.Features.Accounts;

/// <summary>How a caller proved who it is.</summary>
public enum CallerKind
{
    /// <summary>A browser that signed in.</summary>
    Session,

    /// <summary>A script with an API token. It may do what its account may, but not touch accounts: a leaked token must not make itself a home.</summary>
    Token,

    /// <summary>Somebody at the command line, who can read the databases' files anyway.</summary>
    CommandLine,

    /// <summary>The server, of its own accord.</summary>
    Server,
}

/// <summary>
/// Who asks, with the current rights. Queries and commands take it as an argument and check it. It is read again for each act and never kept.
/// </summary>
public sealed record Caller
{
    /// <summary>Null for the command line and the server.</summary>
    public long? AccountId { get; init; }

    public required string UserName { get; init; }
    public required string DisplayName { get; init; }
    public required AccountRole Role { get; init; }
    public required CallerKind Kind { get; init; }

    /// <summary>The projects that a release manager manages; empty for others.</summary>
    public FrozenSet<string> Projects { get; init; } = [];

    /// <summary>Null unless a browser asks.</summary>
    public long? SessionId { get; init; }

    public bool IsAdministrator => Role == AccountRole.Administrator;

    public static Caller CommandLine { get; } = new()
    {
        UserName = $"{Environment.UserName} (command line)",
        DisplayName = "Command line",
        Role = AccountRole.Administrator,
        Kind = CallerKind.CommandLine,
    };

    public static Caller Server { get; } = new()
    {
        UserName = "server",
        DisplayName = "Server",
        Role = AccountRole.Administrator,
        Kind = CallerKind.Server,
    };

    /// <summary>Gives an endpoint its <see cref="Caller"/> parameter.</summary>
    /// <exception cref="NotAllowedException">The request is nobody's.</exception>
    public static async ValueTask<Caller?> BindAsync(HttpContext context) =>
        await context.RequestServices.GetRequiredService<Callers>().FindAsync(context.User, context.RequestAborted)
            ?? throw new NotAllowedException("Sign in first.");

    public bool CanManage(string projectName) =>
        IsAdministrator || (Role == AccountRole.ReleaseManager && Projects.Contains(projectName));

    /// <exception cref="NotAllowedException">The caller is no administrator.</exception>
    public void RequireAdministrator()
    {
        if (!IsAdministrator)
        {
            throw new NotAllowedException("Only an administrator may do this.");
        }
    }

    /// <exception cref="NotAllowedException">The caller neither manages the project nor is an administrator.</exception>
    public void RequireManagerOf(string projectName)
    {
        if (!CanManage(projectName))
        {
            throw new NotAllowedException($"Only a release manager of {projectName} may do this.");
        }
    }

    /// <exception cref="NotAllowedException">The caller holds an API token.</exception>
    public void RequireNoToken()
    {
        if (Kind == CallerKind.Token)
        {
            throw new NotAllowedException("Accounts and tokens are not changed with an API token.");
        }
    }

    /// <summary>Whether a page that was drawn for the other needs to be drawn again.</summary>
    public bool LooksLike(Caller? other) => other is not null
        && (AccountId, UserName, DisplayName, Role) == (other.AccountId, other.UserName, other.DisplayName, other.Role)
        && Projects.SetEquals(other.Projects);
}
