using Dashboard.Data.Entities;

namespace Dashboard.Tests.Support;

/// <summary>Valid entities for tests that do not depend on their values.</summary>
public static class Any
{
    /// <summary>The time at which tests take place.</summary>
    public static readonly DateTime Now = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    public static Committee Committee(string name = "tooling", string? fullName = null) => new() { Name = name, FullName = fullName };

    public static Project Project(string name = "widget", string? committee = "tooling", ProjectStatus status = ProjectStatus.Active) =>
        new() { Name = name, CommitteeName = committee, Status = status, Created = Now };

    public static Release Release(string project = "widget", string version = "1.0.0") => new(project, version, Now);

    /// <param name="digits">The first hex digits of the fingerprint.</param>
    public static PublicSigningKey Key(string digits) => new()
    {
        Fingerprint = FingerprintOf(digits),
        Algorithm = 1,
        Length = 4096,
        Created = Now,
        AsciiArmoredKey = "",
    };

    /// <inheritdoc cref="Key"/>
    public static KeyLink Link(string digits, string committee = "tooling") => new() { CommitteeName = committee, KeyFingerprint = FingerprintOf(digits) };

    private static string FingerprintOf(string digits) => digits.PadRight(40, '0');
}
