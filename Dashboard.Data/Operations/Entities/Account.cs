namespace Dashboard.Data.Operations;

public enum AccountRole
{
    /// <summary>Reads everything, changes nothing.</summary>
    Viewer,

    /// <summary>Changes the releases of the projects named for the account.</summary>
    ReleaseManager,

    /// <summary>May do everything, the schema and the accounts included.</summary>
    Administrator,
}

/// <summary>Somebody who may sign in. Accounts are disabled, never deleted: the audit trail and the releases name them.</summary>
public sealed class Account
{
    /// <summary>Longest user name, in characters.</summary>
    public const int MaxUserNameLength = 64;

    /// <summary>Longest display name, in characters.</summary>
    public const int MaxDisplayNameLength = 100;

    /// <summary>Never used twice: cookies and audit entries name it.</summary>
    public long Id { get; private init; }

    /// <summary>Letters, digits, dot, dash and underscore, all ASCII, so that no two names look alike; case does not tell names apart.</summary>
    public required string UserName { get; init; }

    public required string DisplayName { get; set; }
    public required AccountRole Role { get; set; }

    /// <summary>As ASP.NET Core Identity's password hasher writes it; null until the owner has followed a set-up link.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Random. A session that carries another has ended: it changes with the password and when the account is disabled.</summary>
    public required string SecurityStamp { get; set; }

    public bool Disabled { get; set; }

    /// <summary>Tries to sign in since the last one that succeeded. A try counts from its start, so that parallel guesses do not escape the count.</summary>
    public int FailedSignIns { get; private init; }

    /// <summary>Until then every password is refused; null when the account was never locked, or was unlocked.</summary>
    public DateTime? LockedUntil { get; private init; }

    public required DateTime Created { get; init; }
    public DateTime? LastSignedIn { get; init; }

    public List<AccountProject> Projects { get; } = [];
}

/// <summary>A project that a release manager manages, by name: the projects live in another database, which may be taken down to nothing.</summary>
public sealed class AccountProject
{
    public long AccountId { get; init; }
    public required string ProjectName { get; init; }
}
