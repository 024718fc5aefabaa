using Dashboard.Data.Operations;

namespace Dashboard.Features.Accounts;

/// <summary>An account of a demo, whose password is public.</summary>
public sealed record DemoAccount(string UserName, string DisplayName, AccountRole Role, string Password);

/// <summary>What the sign-in page offers in a demo; empty otherwise.</summary>
public sealed record DemoAccounts(IReadOnlyList<DemoAccount> All)
{
    public static DemoAccounts None { get; } = new([]);
}
