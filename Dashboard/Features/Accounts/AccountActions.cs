namespace Dashboard.Features.Accounts;

/// <summary>The words of the audit trail for accounts.</summary>
public static class AccountActions
{
    public const string Added = "account.added";
    public const string Changed = "account.changed";
    public const string Disabled = "account.disabled";
    public const string Enabled = "account.enabled";
    public const string PasswordChanged = "account.password_changed";
    public const string LinkMade = "setup_link.made";
    public const string LinkUsed = "setup_link.used";
    public const string SignedIn = "sign_in.succeeded";
    public const string SignInFailed = "sign_in.failed";
    public const string SignInLocked = "sign_in.locked";
    public const string SignedOut = "sign_in.ended";
    public const string TokenMade = "access_token.made";
    public const string TokenRevoked = "access_token.revoked";
}
