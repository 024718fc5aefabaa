using System.Net;
using System.Net.Sockets;
using Dashboard.CommandLine;
using Dashboard.Tests.CommandLine;
using Dashboard.Tests.Schema;
using Dashboard.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Dashboard.Tests.Faults;

/// <summary>Servers that cannot start, as processes: one line on standard error, no stack trace anywhere, and an exit code.</summary>
public sealed class StartFailureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dashboard-start-");

    private string State => Path.Combine(_folder.FullName, "state");

    [Theory]
    [InlineData("--Tasks:Workers=0", "Tasks:Workers is 0 (on the command line) and must be from 1 to 256", "--Tasks:Workers=", "Tasks__Workers=", "\"Workers\" in section \"Tasks\" of appsettings.json")]
    [InlineData("--Tasks:Workers=many", "Tasks:Workers is \"many\"", "must be a whole number")]
    [InlineData("--Tasks:AnswerLimit=-00:00:01", "must be from 00:00:01 to 1.00:00:00")]
    [InlineData("--Schema:ApplyAtStart=Perhaps", "must be one of Safe, Always, Never")]
    [InlineData("--Schema:ApplyAtStart=7", "must be one of Safe, Always, Never")]
    [InlineData("--Uploads:MaxFileBytes=0", "must be 1 or more")]
    [InlineData("--State:Directory=", "State:Directory is empty")]
    [InlineData("--Demo:Enabled=perhaps", "must be true or false")]
    [InlineData("--Tasks:Worker=3", "There is no setting Tasks:Worker", "PerProject")]
    [InlineData("--Task:Workers=3", "There is no setting Task:Workers")]
    [InlineData("--urls=nonsense", "nonsense", "--urls http://localhost:5080")]
    [InlineData("--urls", "--urls has no value")]
    [InlineData("-x", "There is no argument \"-x\"")]
    public async Task A_wrong_setting_is_named_with_what_is_allowed_and_how_to_set_it(string argument, params string[] said)
    {
        var run = await BuiltProgram.RunAsync(State, argument);

        AssertRefused(run, ExitCode.UsageError, said);
        Assert.False(Directory.Exists(State));
    }

    [Fact]
    public async Task A_wrong_setting_in_the_environment_is_said_to_be_there()
    {
        var run = await BuiltProgram.RunAsync("dotnet", ["exec", BuiltProgram.Assembly], ("State__Directory", State), ("Tasks__Workers", "0"));

        AssertRefused(run, ExitCode.UsageError, "Tasks:Workers is 0 (in the environment)");
    }

    [Fact]
    public void A_settings_file_that_is_no_json_is_named_with_its_line()
    {
        var file = Path.Combine(_folder.FullName, "appsettings.json");
        File.WriteAllText(file, "{\n  \"Tasks\": {\n");

        var failure = Failure.Of(Assert.Throws<InvalidDataException>(() => new ConfigurationBuilder().AddJsonFile(file).Build()));

        Assert.Equal(ExitCode.UsageError, failure.ExitCode);
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
        Assert.Contains("LineNumber: 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_another_to_choose()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var run = await BuiltProgram.RunAsync(State, "--urls", $"http://127.0.0.1:{port}");

        AssertRefused(run, ExitCode.Failed, $"http://127.0.0.1:{port} is in use by another program", "--urls http://localhost:");
    }

    [Fact]
    public async Task A_demo_beside_a_running_demo_names_the_one_that_runs()
    {
        using var first = new ChildProcess("dotnet", Repository.Root, ["exec", BuiltProgram.Assembly, .. Demo("http://127.0.0.1:0")]);
        var address = (await first.WaitForAsync("Now listening on: ")).Split(": ")[^1];
        // Its lock tells its address once it has started.
        await first.WaitForAsync("Application started");

        var run = await BuiltProgram.RunAsync(State, Demo(address));

        AssertRefused(run, ExitCode.Failed, $"{address} is in use", "serves this state there already", "(process ");

        string[] Demo(string url) => ["demo", $"--State:Directory={State}", "--Demo:ArchiveMebibytes=8", "--urls", url];
    }

    [Fact]
    public async Task The_stack_trace_is_there_for_whoever_asks_for_it()
    {
        var run = await BuiltProgram.RunAsync(State, "--Tasks:Workers=0", "--verbose");

        Assert.StartsWith("Cannot start: Setting Tasks:Workers is 0", run.Complaints[0], StringComparison.Ordinal);
        Assert.Contains("   at Dashboard.Features.Settings.", run.Error, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task A_state_of_another_user_names_both_and_the_command_that_helps()
    {
        // Root may write everywhere, unless it gives the capability up.
        var state = Environment.IsPrivilegedProcess ? Directory.CreateDirectory(State).FullName : "/dashboard-state";
        var start = Environment.IsPrivilegedProcess ? $"chown 65534 '{state}' && chmod 700 '{state}' && exec setpriv --bounding-set=-dac_override,-dac_read_search" : "exec env";

        var run = await BuiltProgram.RunAsync("sh", ["-c", $"{start} dotnet exec '{BuiltProgram.Assembly}'"], ("State__Directory", state));

        AssertRefused(run, ExitCode.Failed, state, "and this process runs as user ", "chown -R ", "--State:Directory=PATH");
    }

    [SmallDiskFact]
    public async Task A_read_only_mount_is_called_one()
    {
        Directory.CreateDirectory(State);

        var run = await OnMountAsync($"mount -t tmpfs none '{State}' && mount -o remount,ro '{State}'");

        AssertRefused(run, ExitCode.Failed, $"{State} cannot be written: its file system is mounted read-only");
    }

    [SmallDiskFact]
    public async Task A_disk_without_room_for_a_byte_is_called_full()
    {
        Directory.CreateDirectory(State);

        var run = await OnMountAsync($"mount -t tmpfs -o size=64k none '{State}' && (head -c 1M /dev/zero >'{State}/filler' 2>/dev/null; true)");

        AssertRefused(run, ExitCode.Failed, State, "there is no space left on its file system");
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_state_is_called_one()
    {
        await File.WriteAllTextAsync(State, "");

        var run = await BuiltProgram.RunAsync(State);

        AssertRefused(run, ExitCode.Failed, $"{State} is a file where a directory of the state belongs");
    }

    [SmallDiskTheory]
    [InlineData("schema", "up")]
    [InlineData("schema", "backup")]
    [InlineData("user", "list")]
    public async Task A_verb_says_the_same_of_a_state_that_it_cannot_write(params string[] verb)
    {
        Directory.CreateDirectory(State);

        var run = await OnMountAsync($"mount -t tmpfs none '{State}' && touch '{State}/operations.db' && mount -o remount,ro '{State}'", verb);

        Assert.Equal((ExitCode.Failed, ""), (run.Code, run.Output));
        Assert.Contains($"{State} cannot be written: its file system is mounted read-only", Assert.Single(run.Complaints), StringComparison.Ordinal);
    }

    private async Task<ProgramRun> OnMountAsync(string mount, params string[] arguments)
    {
        var (code, output, error) = await SmallDiskFactAttribute.RunAsync(
            $"{mount} && State__Directory='{State}' exec dotnet exec '{BuiltProgram.Assembly}' {string.Join(' ', arguments)}");
        return new(code, output, error);
    }

    private static void AssertRefused(ProgramRun run, int code, params string[] said)
    {
        Assert.Equal(code, run.Code);
        var line = Assert.Single(run.Complaints);
        Assert.StartsWith("Cannot start: ", line, StringComparison.Ordinal);
        Assert.All(said, words => Assert.Contains(words, line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
