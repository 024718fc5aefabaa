using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Dashboard.CommandLine;
using Dashboard.Tests.Checks.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.CommandLine;

public sealed class CheckVerbTests : IDisposable
{
    private const string Name = "apache-test-1.0-src.rar";

    private readonly TestKey _key = TestKey.Ed25519();
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("check ");
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public CheckVerbTests()
    {
        Directory.CreateDirectory(Folder);
        Write(Name, Checking.Artifact);
        Write($"{Name}.sha512", $"{Convert.ToHexStringLower(SHA512.HashData(Checking.Artifact))}  {Name}\n");
        Write($"{Name}.asc", _key.SignToArmor(Checking.Artifact));
        File.WriteAllText(Keys, _key.ToKeys());
    }

    private string Folder => Path.Combine(_root.FullName, "release");

    private string Keys => Path.Combine(_root.FullName, "KEYS");

    public void Dispose()
    {
        _root.Delete(true);
        _out.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task A_folder_without_blockers_exits_0_with_a_table_and_a_verdict()
    {
        var exit = await RunAsync("check", Folder, "--keys", Keys);

        Assert.Equal((ExitCode.Done, string.Empty), (exit, _error.ToString()));
        Assert.Contains("note        sha512           The SHA-512 digest matches.", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("note        signature        Good signature of \"Jane <jane@example.org>\"", _out.ToString(), StringComparison.Ordinal);
        Assert.EndsWith($"Passed: 1 suggestion, 5 notes in 3 files.{Environment.NewLine}", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_byte_exits_1_and_names_the_file()
    {
        Write(Name, [.. Checking.Artifact[..^1], (byte)'!']);

        var exit = await RunAsync("check", Folder, "--keys", Keys);

        Assert.Equal(ExitCode.Blocked, exit);
        Assert.Contains("BLOCKER     sha512           The SHA-512 digest differs", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("BLOCKER     signature        The signature is wrong", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("Blocked: 2 blockers, 1 suggestion, 3 notes in 3 files.", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_the_only_output_and_has_its_documented_shape()
    {
        var exit = await RunAsync("check", Folder, "--keys", Keys, "--json");

        using var json = JsonDocument.Parse(_out.ToString());
        var root = json.RootElement;
        var file = root.GetProperty("files").EnumerateArray().Single(file => file.GetProperty("path").GetString() == Name);
        var check = file.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("check").GetString() == "signature");
        var finding = check.GetProperty("findings")[0];
        Assert.Equal(ExitCode.Done, exit);
        Assert.Equal(("passed", 5), (root.GetProperty("verdict").GetString(), root.GetProperty("counts").GetProperty("note").GetInt32()));
        Assert.Equal((Checking.Artifact.Length, $"{Name}.asc"), (file.GetProperty("size").GetInt32(), check.GetProperty("companion").GetString()));
        Assert.Equal(("note", "good"), (finding.GetProperty("status").GetString(), finding.GetProperty("data").GetProperty("verdict").GetString()));
        Assert.Equal(_key.Fingerprint, root.GetProperty("keys")[0].GetProperty("fingerprint").GetString());
        Assert.Equal(string.Empty, _error.ToString());
    }

    [Fact]
    public async Task A_single_artifact_is_checked_with_its_companions_only()
    {
        Write("other.rar", "unsigned");

        var artifact = await RunAsync("check", Path.Combine(Folder, Name), "--keys", Keys);
        var companion = await RunAsync("check", Path.Combine(Folder, $"{Name}.asc"), "--keys", Keys);

        Assert.Equal((ExitCode.Done, ExitCode.Done), (artifact, companion));
        Assert.DoesNotContain("other.rar", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_without_known_keys_is_a_blocker()
    {
        var exit = await RunAsync("check", Folder);

        Assert.Equal(ExitCode.Blocked, exit);
        Assert.Contains("no keys are known", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_podling_release_must_be_named_incubating()
    {
        var exit = await RunAsync("check", Folder, "--keys", Keys, "--podling");

        Assert.Equal(ExitCode.Blocked, exit);
        Assert.Contains("\"incubating\"", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_several_files_are_used_together()
    {
        var other = Path.Combine(_root.FullName, "OTHER");
        await File.WriteAllTextAsync(other, TestKey.Ed25519().ToKeys("Other"));

        Assert.Equal(ExitCode.Done, await RunAsync("check", Folder, "--keys", other, "--keys", Keys));
    }

    public static TheoryData<string, string[]> UsageErrors => new()
    {
        { "There is no verb \"frobnicate\".", ["frobnicate"] },
        { "Required argument missing", ["check"] },
        { "does not exist", ["check", "/nonexistent/folder"] },
        { "The keys cannot be read", ["check", ".", "--keys", "/nonexistent/KEYS"] },
        { "holds no public key", ["check", ".", "--keys", "/dev/null"] },
        { "--jason", ["check", ".", "--jason"] },
    };

    [Theory]
    [MemberData(nameof(UsageErrors))]
    public async Task A_usage_error_exits_2_and_names_the_argument(string problem, string[] args)
    {
        var exit = await RunAsync(args);

        Assert.Equal((ExitCode.UsageError, string.Empty), (exit, _out.ToString()));
        Assert.Contains(problem, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_key_block_is_reported_and_the_other_keys_are_used()
    {
        await File.AppendAllTextAsync(Keys, "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!\n-----END PGP PUBLIC KEY BLOCK-----\n");

        var exit = await RunAsync("check", Folder, "--keys", Keys);

        Assert.Equal(ExitCode.Done, exit);
        Assert.StartsWith("KEYS: The block at line", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_every_option()
    {
        var exit = await RunAsync("check", "--help");

        Assert.Equal(ExitCode.Done, exit);
        Assert.All(["PATH", "--keys", "--json", "--podling"], word => Assert.Contains(word, _out.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Links_are_not_followed()
    {
        File.CreateSymbolicLink(Path.Combine(Folder, "passwd.txt"), "/etc/passwd");
        Directory.CreateSymbolicLink(Path.Combine(Folder, "loop"), Folder);

        var exit = await RunAsync("check", Folder, "--keys", Keys);

        Assert.Equal(ExitCode.Blocked, exit);
        Assert.Equal(2, _out.ToString().Split("is a symbolic link").Length - 1);
        Assert.DoesNotContain("loop/", _out.ToString(), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task A_pipe_does_not_hang_the_check()
    {
        using var mkfifo = Process.Start("mkfifo", [Path.Combine(Folder, "pipe.zip"), Path.Combine(Folder, $"{Name}.sha256")]);
        await mkfifo.WaitForExitAsync();

        var exit = await RunAsync("check", Folder, "--keys", Keys);

        Assert.Equal(ExitCode.Blocked, exit);
        Assert.Equal(2, _out.ToString().Split("is a pipe").Length - 1);
    }

    [LinuxFact]
    public async Task A_file_name_cannot_send_control_characters_to_the_terminal()
    {
        Write("\u001B]0;owned\u0007.zip", "x");
        Write("a\nb.txt", "x");

        await RunAsync("check", Folder, "--keys", Keys);

        Assert.DoesNotContain(_out.ToString(), sign => char.IsControl(sign) && sign is not '\n' and not '\r');
        Assert.Contains(@"\u{1B}]0;owned\u{07}.zip", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains(@"a\u{0A}b.txt", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_of_a_version_control_system_is_left_out()
    {
        Directory.CreateDirectory(Path.Combine(Folder, ".svn"));
        Write(".svn/wc.db", "x");

        var exit = await RunAsync("check", Folder, "--keys", Keys);

        Assert.Equal(ExitCode.Done, exit);
        Assert.Contains("left out", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_is_written_to_terminals_only_and_cleared_at_the_end()
    {
        var terminal = Terminal() with { ProgressWidth = 60 };

        await CommandLineApp.RunAsync(["check", Folder, "--keys", Keys], terminal, CancellationToken.None);

        Assert.StartsWith($"\r[1/1] {Name}", _error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\r\u001B[K", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001B", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_verb_exits_3()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        var exit = await CommandLineApp.RunAsync(["check", Folder, "--keys", Keys], Terminal(), source.Token);

        Assert.Equal(ExitCode.Failed, exit);
    }

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(4391, "4.3 KiB")]
    [InlineData(2147483648, "2.0 GiB")]
    public void Sizes_have_binary_units(long bytes, string expected)
    {
        Assert.Equal(expected, ConsoleText.Size(bytes));
    }

    private Task<int> RunAsync(params string[] args) => CommandLineApp.RunAsync(args, Terminal(), CancellationToken.None);

    private Terminal Terminal() => new(_out, _error, null, new FakeTimeProvider(Checking.Now));

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(Folder, name), content);

    private void Write(string name, byte[] content) => File.WriteAllBytes(Path.Combine(Folder, name), content);
}
