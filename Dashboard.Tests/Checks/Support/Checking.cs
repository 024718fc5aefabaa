using Dashboard.Checks;
using Dashboard.Checks.OpenPgp;

namespace Dashboard.Tests.Checks.Support;

/// <summary>Runs the checks of one artifact.</summary>
internal static class Checking
{
    public static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static readonly byte[] Artifact = "This is what is released.\n"u8.ToArray();

    public static async Task<IReadOnlyList<Finding>> DigestAsync(string companion, string suffix = "sha512") =>
        await CompanionAsync(System.Text.Encoding.UTF8.GetBytes(companion), suffix, KeyRing.Empty);

    public static async Task<IReadOnlyList<Finding>> SignatureAsync(string companion, params string[] keys) =>
        await CompanionAsync(System.Text.Encoding.UTF8.GetBytes(companion), "asc", KeyRing.Parse(string.Concat(keys)));

    public static async Task<IReadOnlyList<Finding>> CompanionAsync(byte[] companion, string suffix, KeyRing keys, byte[]? artifact = null)
    {
        var content = new MemoryContent().Add("apache-test-1.0.rar", artifact ?? Artifact).Add($"apache-test-1.0.rar.{suffix}", companion);
        var outcomes = await RunAsync(content, keys);
        return Assert.Single(outcomes).Findings;
    }

    public static async Task<IReadOnlyList<CheckOutcome>> RunAsync(
        IReleaseContent content, KeyRing? keys = null, ICheckObserver? observer = null, CancellationToken cancellation = default, params string[] suffixes)
    {
        var paths = content is MemoryContent memory ? memory.Paths : ["apache-test-1.0.rar", .. suffixes.Select(suffix => $"apache-test-1.0.rar.{suffix}")];
        var plan = CheckPlan.Of(paths).Single(plan => plan.Artifact == "apache-test-1.0.rar");
        return await ArtifactChecks.RunAsync(plan, content, keys ?? KeyRing.Empty, observer ?? new Observer(), Now, cancellation);
    }

    public static string Verdict(this Finding finding) => finding.Data!["verdict"];
}
