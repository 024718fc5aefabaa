using System.ComponentModel.DataAnnotations;

namespace Dashboard.Features.Accounts;

/// <summary>Settings of signing in, section <c>Accounts</c>.</summary>
public sealed class AccountOptions
{
    public const string Section = "Accounts";

    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512. The default is what OWASP's password storage cheat sheet asks for; older hashes are renewed at sign-in.</summary>
    [Range(100_000, 10_000_000)]
    public int PasswordIterations { get; set; } = 210_000;

    /// <summary>A session ends after this long without a request.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>The same for a session that was asked to stay.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "365.00:00:00")]
    public TimeSpan RememberedLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>A session ends this long after its sign-in, however much it is used.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan MaxSessionAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How often an open page asks whether its session still runs. What this process changes is known at once; this is for other processes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RevalidationInterval { get; set; } = TimeSpan.FromSeconds(10);

    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SetupLinkLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Every so many failed tries the account is locked, for a minute the first time and twice as long each time after.</summary>
    [Range(3, 100)]
    public int TriesBeforeLock { get; set; } = 5;

    /// <summary>The longest lock. It stays short: a stranger who knows a user name can cause it.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan LongestLock { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Tries to sign in from one address, whatever the names.</summary>
    [Range(1, 100_000)]
    public int SignInsPerMinute { get; set; } = 30;

    /// <summary>A refusal takes at least this long, so that its time does not tell whether the name exists.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan RefusalTime { get; set; } = TimeSpan.FromMilliseconds(700);
}
