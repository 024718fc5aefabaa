using System.Text.Json;
using Dashboard.CommandLine;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.CommandLine;

public sealed class SchemaVerbTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("schema-verb-").FullName;

    [Fact]
    public async Task Status_of_an_empty_state_lists_all_migrations_as_pending_and_creates_nothing()
    {
        var (code, output, _) = await RunAsync("schema", "status", "--json");

        Assert.Equal(ExitCode.Blocked, code);
        using var json = JsonDocument.Parse(output);
        Assert.Empty(json.RootElement.GetProperty("applied").EnumerateArray());
        Assert.NotEmpty(json.RootElement.GetProperty("pending").EnumerateArray());
        Assert.Empty(json.RootElement.GetProperty("unknown").EnumerateArray());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_state));
    }

    [Fact]
    public async Task Up_down_history_backup_and_restore_work_on_one_state()
    {
        Assert.Equal(ExitCode.Done, (await RunAsync("schema", "up")).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("schema", "status")).Code);
        var (_, made, _) = await RunAsync("schema", "backup", "--json");
        using var backups = JsonDocument.Parse(made);
        var name = backups.RootElement.GetProperty("backups")[0].GetProperty("name").GetString()!;

        Assert.Equal(ExitCode.Blocked, (await RunAsync("schema", "down", "0")).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("schema", "down", "0", "--yes", "--reason", "to see")).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("schema", "release-hold")).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("schema", "restore", name, "--yes")).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("schema", "verify")).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("schema", "verify", name)).Code);

        var (_, history, _) = await RunAsync("schema", "history", "--json");
        using var runs = JsonDocument.Parse(history);
        Assert.Equal(["RESTORE", "DOWNGRADE", "UPGRADE"], runs.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("kind").GetString()!.ToUpperInvariant()));
    }

    [Fact]
    public async Task An_unknown_target_is_refused()
    {
        Assert.Equal(ExitCode.Blocked, (await RunAsync("schema", "up", "Nonsense")).Code);
    }

    public void Dispose() => Directory.Delete(_state, recursive: true);

    private Task<ProgramRun> RunAsync(params string[] arguments) => BuiltProgram.RunAsync(_state, arguments);
}
