using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Dashboard.Checks;
using Dashboard.Checks.OpenPgp;
using Dashboard.Tests.Checks.Support;

namespace Dashboard.Tests.Checks;

public sealed class DigestCheckTests
{
    private const string Name = "apache-test-1.0.rar";

    private static readonly string Sha512 = Convert.ToHexStringLower(SHA512.HashData(Checking.Artifact));
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Checking.Artifact));

    public static TheoryData<string, string> FittingForms => new()
    {
        { "sha512sum", $"{Sha512}  {Name}\n" },
        { "sha512sum --binary", $"{Sha512} *{Name}\n" },
        { "one blank", $"{Sha512} {Name}\n" },
        { "a tab", $"{Sha512}\t{Name}\n" },
        { "only the digits", Sha512 },
        { "upper case", $"{Sha512.ToUpperInvariant()}  {Name}\n" },
        { "Windows line ends", $"\r\n{Sha512}  {Name}\r\n\r\n" },
        { "a byte order mark", $"\uFEFF{Sha512}  {Name}\n" },
        { "a folder that is here", $"{Sha512}  ./{Name}\n" },
        { "BSD", $"SHA512 ({Name}) = {Sha512}\n" },
        { "openssl", $"SHA2-512({Name})= {Sha512}\n" },
        { "a comment", $"# made by hand\n{Sha512}  {Name}\n" },
        { "several names", $"{new string('0', 128)}  other.zip\n{Sha512}  {Name}\n{new string('1', 128)}  last.zip\n" },
        { "gpg --print-md", Grouped($"{Name}: ", 8, 6) },
        { "gpg --print-md with a long name", $"{Name}:\n{Grouped("   ", 8, 6)}" },
        { "gpg --print-mds", $"{Name}:    MD5 = 00 11 22 33 44 55 66 77  88 99 AA BB CC DD EE FF\n{Grouped($"{Name}: SHA512 = ", 8, 6)}" },
        { "groups without a name", Grouped(string.Empty, 8, 4) },
        { "bytes without a name", Grouped(string.Empty, 2, 16) },
        { "an escaped name", $"\\{Sha512}  {Name}\n" },
    };

    [Theory]
    [MemberData(nameof(FittingForms))]
    public async Task A_digest_that_fits_is_a_note_in_every_form(string form, string companion)
    {
        var findings = await Checking.DigestAsync(companion);

        Assert.True(findings[0].Status == FindingStatus.Note, $"{form}: {findings[0].Message}");
        Assert.Equal(Sha512, findings[0].Data!["actual"]);
    }

    /// <summary>The real tools decide: a form is suggested to be rewritten when one of them cannot verify the artifact with it.</summary>
    [Theory]
    [MemberData(nameof(FittingForms))]
    public async Task What_sha512sum_or_shasum_cannot_verify_is_a_suggestion_with_the_line_that_they_can(string form, string companion)
    {
        var findings = await Checking.DigestAsync(companion);

        var suggested = findings.Where(finding => finding.Status == FindingStatus.Suggestion).ToList();
        var accepted = await VerifiesAsync("sha512sum", ["-c"], companion) && await VerifiesAsync("shasum", ["-a", "512", "-c"], companion);
        Assert.True(accepted == (suggested.Count == 0), $"{form}: the tools {(accepted ? "accept" : "refuse")} it");
        foreach (var finding in suggested)
        {
            Assert.Equal($"{Sha512}  {Name}", finding.Data!["line"]);
            Assert.True(await VerifiesAsync("sha512sum", ["-c"], finding.Data["line"] + "\n"));
        }
    }

    private static async Task<bool> VerifiesAsync(string tool, string[] arguments, string companion)
    {
        var directory = Directory.CreateTempSubdirectory("dashboard-digest-");
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(directory.FullName, Name), Checking.Artifact);
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "companion"), companion, new UTF8Encoding(false));
            using var process = Process.Start(new ProcessStartInfo(tool, [.. arguments, "companion"])
            {
                WorkingDirectory = directory.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var (output, _) = (await process.StandardOutput.ReadToEndAsync(), await process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return output.Contains(Name + ": OK", StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_sha256_is_compared_too()
    {
        var findings = await Checking.DigestAsync($"{Sha256}  {Name}\n", "sha256");

        Assert.Equal(FindingStatus.Note, Assert.Single(findings).Status);
    }

    [Fact]
    public async Task A_file_of_Windows_PowerShell_is_read()
    {
        byte[] companion = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes($"{Sha512}  {Name}\r\n")];

        var findings = await Checking.CompanionAsync(companion, "sha512", KeyRing.Empty);

        Assert.Equal([FindingStatus.Note, FindingStatus.Suggestion], findings.Select(finding => finding.Status));
    }

    [Fact]
    public async Task A_different_digest_blocks_and_shows_both()
    {
        var other = new string('a', 128);

        var finding = Assert.Single(await Checking.DigestAsync($"{other}  {Name}\n"));

        Assert.Equal(FindingStatus.Blocker, finding.Status);
        Assert.Contains("differs", finding.Message, StringComparison.Ordinal);
        Assert.Equal((other, Sha512), (finding.Data!["expected"], finding.Data["actual"]));
    }

    public static TheoryData<string, string> UselessForms => new()
    {
        { "", "is empty" },
        { " \r\n\n", "is empty" },
        { "<html>404 Not Found</html>", "has a line 1 that is no digest" },
        { "\0\u0001\u0002", "is not a text file" },
        { Sha256, "64 hexadecimal digits (as SHA-256 has) where a SHA-512 digest has 128" },
        { $"{Sha512[..^1]}  {Name}\n", "127 hexadecimal digits" },
        { $"SHA256 ({Name}) = {Sha256}\n", "made with SHA256, not SHA-512" },
        { $"{Sha512}  a.zip\n{Sha512}  b.zip\n", "holds 2 digests, none of them for" },
        { $"{Sha512}  {Name}\n{new string('0', 128)}  {Name}\n", "different digests" },
        { $"\nAlgorithm       Hash                                                                   Path\n---------       ----                                                                   ----\nSHA512          {Sha512.ToUpperInvariant()[..64]}...   C:\\{Name}\n", "Get-FileHash" },
        { $"\r\nAlgorithm : SHA512\r\nHash      : {Sha512.ToUpperInvariant()}\r\nPath      : C:\\{Name}\r\n", "Get-FileHash" },
        { Convert.ToBase64String(SHA512.HashData(Checking.Artifact)) + "\n", "Base64" },
        { "sha512-" + Convert.ToBase64String(SHA512.HashData(Checking.Artifact)), "integrity attribute" },
    };

    [Theory]
    [MemberData(nameof(UselessForms))]
    public async Task A_companion_without_the_digest_blocks_and_says_why(string companion, string reason)
    {
        var finding = Assert.Single(await Checking.DigestAsync(companion));

        Assert.Equal(FindingStatus.Blocker, finding.Status);
        Assert.Contains(reason, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_name_beside_a_digest_that_fits_is_a_concern()
    {
        var findings = await Checking.DigestAsync($"{Sha512}  apache-test-1.0-rc1.zip\n");

        Assert.Equal([FindingStatus.Note, FindingStatus.Concern, FindingStatus.Suggestion], findings.Select(finding => finding.Status));
    }

    [Fact]
    public async Task A_folder_beside_a_digest_that_fits_is_a_suggestion()
    {
        var findings = await Checking.DigestAsync($"{Sha512}  target/{Name}\n");

        Assert.Equal([FindingStatus.Note, FindingStatus.Suggestion], findings.Select(finding => finding.Status));
    }

    [Fact]
    public async Task A_hostile_name_cannot_drive_a_terminal()
    {
        var findings = await Checking.DigestAsync($"{Sha512}  \u202Egpj.zip\n");

        Assert.Contains(@"\u{202E}", findings[1].Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', findings[1].Message);
    }

    private static string Grouped(string start, int group, int groupsPerLine)
    {
        var groups = Sha512.ToUpperInvariant().Chunk(group).Select(chunk => new string(chunk));
        var lines = groups.Chunk(groupsPerLine).Select(line => string.Join(' ', line));
        return start + string.Join("\n" + new string(' ', start.Length), lines) + "\n";
    }
}
