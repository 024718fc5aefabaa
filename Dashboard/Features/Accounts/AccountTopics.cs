namespace Dashboard.Features.Accounts;

/// <summary>What the change feed says about accounts.</summary>
public static class AccountTopics
{
    /// <summary>Any account, session or token.</summary>
    public const string All = "accounts";

    /// <summary>The account's rights, sessions or tokens.</summary>
    public static string Of(long accountId) => $"account:{accountId}";
}
