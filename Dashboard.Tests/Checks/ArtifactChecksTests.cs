using System.Security.Cryptography;
using Dashboard.Checks;
using Dashboard.Checks.OpenPgp;
using Dashboard.Tests.Checks.Support;

namespace Dashboard.Tests.Checks;

public sealed class ArtifactChecksTests
{
    private const string Name = "apache-test-1.0.rar";

    private static readonly string Sha512 = Convert.ToHexStringLower(SHA512.HashData(Checking.Artifact));
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Checking.Artifact));

    private readonly TestKey _key = TestKey.Ed25519();

    [Fact]
    public async Task One_pass_over_the_artifact_serves_all_its_checks()
    {
        var content = Release();

        var outcomes = await Checking.RunAsync(content, KeyRing.Parse(_key.ToKeys()));

        Assert.Equal(["sha512", "sha256", "signature"], outcomes.Select(outcome => outcome.Check.Name));
        Assert.All(outcomes, outcome => Assert.Equal(FindingStatus.Note, Assert.Single(outcome.Findings).Status));
        Assert.All(content.Opened, opened => Assert.Equal(1, opened.Value));
    }

    [Fact]
    public async Task The_artifact_is_not_read_when_its_companions_decide()
    {
        var content = new MemoryContent().Add(Name, Checking.Artifact).Add($"{Name}.sha512", "nothing").Add($"{Name}.asc", "nothing");

        var outcomes = await Checking.RunAsync(content);

        Assert.All(outcomes, outcome => Assert.Equal(FindingStatus.Blocker, Assert.Single(outcome.Findings).Status));
        Assert.False(content.Opened.ContainsKey(Name));
    }

    [Fact]
    public async Task The_observer_is_told_of_every_step()
    {
        var observer = new Observer();
        var content = new MemoryContent().Add(Name, Checking.Artifact).Add($"{Name}.sha512", Sha512).Add($"{Name}.sha256", "nothing");

        await Checking.RunAsync(content, observer: observer);

        Assert.Equal(["sha512 started", "sha256 started", "sha256 finished", "sha512 26/26", "sha512 finished"], observer.Events);
    }

    [Fact]
    public async Task A_large_artifact_is_read_in_bounded_pieces_and_hashed_rightly()
    {
        const int Size = (20 * 1024 * 1024) + 7;
        var digest = Convert.ToHexStringLower(SHA512.HashData(new byte[Size]));
        var content = new EndlessContent(Size, new MemoryContent().Add($"{Name}.sha512", digest).Add($"{Name}.sha256", new string('0', 64)));
        var observer = new Observer();

        var outcomes = await Checking.RunAsync(content, observer: observer, suffixes: ["sha512", "sha256"]);

        Assert.Equal([FindingStatus.Note, FindingStatus.Blocker], outcomes.Select(outcome => outcome.Findings[0].Status));
        Assert.All(content.BufferLengths, length => Assert.InRange(length, 1, 1024 * 1024));
        Assert.Contains($"sha256 {Size}/{Size}", observer.Events);
        Assert.Equal(21, observer.Events.Count(line => line.StartsWith("sha256 ", StringComparison.Ordinal) && line.Contains('/', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cancelled_run_ends_before_its_artifact_does()
    {
        using var source = new CancellationTokenSource();
        var content = new EndlessContent(long.MaxValue, new MemoryContent().Add($"{Name}.sha512", Sha512)) { OnRead = position => { if (position > 3_000_000) { source.Cancel(); } } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Checking.RunAsync(content, cancellation: source.Token, suffixes: ["sha512"]));
    }

    [Fact]
    public async Task An_artifact_that_breaks_off_is_an_exception_for_each_check()
    {
        var content = new EndlessContent(long.MaxValue, new MemoryContent().Add($"{Name}.sha512", Sha512).Add($"{Name}.sha256", "nothing"))
        {
            OnRead = position => { if (position > 3_000_000) { throw new IOException("bad sector"); } },
        };

        var outcomes = await Checking.RunAsync(content, suffixes: ["sha512", "sha256"]);

        Assert.Equal([FindingStatus.Exception, FindingStatus.Blocker], outcomes.Select(outcome => Assert.Single(outcome.Findings).Status));
        Assert.Contains("bad sector", outcomes[0].Findings[0].Data!["exception"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_companion_that_cannot_be_read_fails_its_own_check_only()
    {
        var content = Release();
        var plan = new ArtifactPlan(Name, [new PlannedCheck("sha512", "gone"), new PlannedCheck("sha256", $"{Name}.sha256"), new PlannedCheck("unheard-of", $"{Name}.asc")]);

        var outcomes = await ArtifactChecks.RunAsync(plan, content, KeyRing.Empty, new Observer(), Checking.Now, CancellationToken.None);

        Assert.Equal([FindingStatus.Exception, FindingStatus.Note, FindingStatus.Exception], outcomes.Select(outcome => Assert.Single(outcome.Findings).Status));
    }

    [Theory]
    [InlineData("sha512")]
    [InlineData("asc")]
    public async Task A_companion_that_is_too_large_is_not_read(string suffix)
    {
        var findings = await Checking.CompanionAsync(new byte[ArtifactChecks.MaxCompanionBytes + 1], suffix, KeyRing.Empty);

        Assert.Contains("larger than 1024 KiB", Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_companion_that_is_larger_than_it_says_is_not_read_to_its_end()
    {
        var content = new MemoryContent { ClaimedSize = 26 }.Add(Name, Checking.Artifact).Add($"{Name}.sha512", new byte[ArtifactChecks.MaxCompanionBytes + 1]);

        var outcome = Assert.Single(await Checking.RunAsync(content));

        Assert.Contains("larger than 1024 KiB", Assert.Single(outcome.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_artifact_is_checked_like_others()
    {
        var content = new MemoryContent().Add(Name, Array.Empty<byte>()).Add($"{Name}.sha256", $"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  {Name}\n");

        var outcome = Assert.Single(await Checking.RunAsync(content));

        Assert.Equal(FindingStatus.Note, Assert.Single(outcome.Findings).Status);
    }

    private MemoryContent Release() => new MemoryContent()
        .Add(Name, Checking.Artifact)
        .Add($"{Name}.sha512", $"{Sha512}  {Name}\n")
        .Add($"{Name}.sha256", $"{Sha256}  {Name}\n")
        .Add($"{Name}.asc", _key.SignToArmor(Checking.Artifact));
}
