using System.Net;
using System.Text.Json;
using Dashboard.CommandLine;
using Dashboard.CommandLine.Schema;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Tests.Live;
using Dashboard.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.CommandLine;

/// <summary>Schema verbs on a state that a server uses, both as separate processes.</summary>
public sealed class SchemaBesideServerTests : IDisposable
{
    private readonly ServerProcess _server = new();

    private string State => Path.GetDirectoryName(_server.Database)!;

    [Fact]
    public async Task The_server_does_the_run_for_the_command_line_and_is_named()
    {
        using var http = await StartedAsync();

        var (code, output, error) = await RunAsync("schema", "down", "0", "--yes", "--json", "--reason", "to see");

        Assert.True(code == ExitCode.Done, error);
        Assert.Contains($"serve {_server.Address.ToString().TrimEnd('/')}", error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("succeeded", json.RootElement.GetProperty("outcome").GetString());
        var run = SchemaJournal.At(Path.Combine(State, OperationsDatabase.FileName)).Find(json.RootElement.GetProperty("run").GetInt64())!;
        Assert.Contains($"process {run.Pid} on", error, StringComparison.Ordinal);
        Assert.Equal("to see", run.Reason);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(ExitCode.Done, (await RunAsync("schema", "up")).Code);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task The_server_restores_a_backup_for_the_command_line()
    {
        using var http = await StartedAsync();
        var (_, made, _) = await RunAsync("schema", "backup", "--json");
        using var backups = JsonDocument.Parse(made);
        var name = backups.RootElement.GetProperty("backups")[0].GetProperty("name").GetString()!;

        Assert.Equal(ExitCode.Done, (await RunAsync("schema", "restore", name, "--yes")).Code);

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task The_server_applies_a_rehearsed_migration_out_of_order()
    {
        using var http = await StartedAsync();
        // A later migration adds checks to the table that this one rebuilds, so it is reverted first and applied again after it.
        Assert.Equal(ExitCode.Done, (await RunAsync("schema", "down", "-3", "--yes")).Code);
        using (var connection = RawSql.Connect(_server.Database))
        {
            connection.Run("""DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '%\_HoldPathsOfRevisionFiles' ESCAPE '\'""");
        }

        Assert.Equal(ExitCode.Blocked, (await RunAsync("schema", "up")).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("schema", "plan", "--rehearse", "--out-of-order")).Code);

        var (code, _, error) = await RunAsync("schema", "up", "--out-of-order", "--yes");

        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task A_refusal_by_the_server_is_reported_with_its_reason()
    {
        using var http = await StartedAsync();
        using (var connection = RawSql.Connect(_server.Database))
        {
            connection.Run("CREATE TABLE stray (id INTEGER)");
        }

        var (code, _, error) = await RunAsync("schema", "down", "0", "--yes");

        Assert.Equal(ExitCode.Blocked, code);
        Assert.Contains("stray", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_and_the_request_is_withdrawn()
    {
        Directory.CreateDirectory(Path.Combine(State, "servers"));
        await DashboardSchema.BringUpOperationsAsync(State, CancellationToken.None);
        using var deaf = FileLock.TryTake(StateServers.LockOf(State, "1-deaf"), "serve http://localhost:5080");
        var time = new FakeTimeProvider();
        var operations = Path.Combine(State, OperationsDatabase.FileName);
        var ask = new DelegatedSchemaRun(new(TextWriter.Null, TextWriter.Null, null, time), SchemaJournal.At(operations), State, StateServers.Of(State)[0]);
        using var engine = DashboardSchema.At(State);

        var asking = Task.Run(() => ask.RunAsync(requests => requests.Ask(engine.Plan(), new("test")), CancellationToken.None));
        while (!asking.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => asking);
        Assert.Contains("serve http://localhost:5080", refusal.Message, StringComparison.Ordinal);
        Assert.Null(SchemaRequests.At(State).Take("1-deaf"));
    }

    [Fact]
    public async Task A_server_enters_maintenance_mode_when_another_build_changes_the_schema()
    {
        using var http = await StartedAsync();
        using (var connection = RawSql.Connect(_server.Database))
        {
            connection.Run("""INSERT INTO "__EFMigrationsHistory" VALUES ('20990101000000_FromTheFuture', '11.0.0')""");
        }

        var line = await _process!.WaitForAsync("Serving in maintenance");

        Assert.Contains("FromTheFuture", line, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task A_killed_run_does_not_keep_a_server_in_maintenance_mode()
    {
        using var http = await StartedAsync();
        var journal = SchemaJournal.At(Path.Combine(State, OperationsDatabase.FileName));
        var run = journal.Begin(SchemaRunKind.Upgrade, new("killed"), null, null, null, 0);
        journal.EnterMaintenance(run, "The database is being taken somewhere.");

        await _process!.WaitForAsync("Recovered an interrupted schema change");

        Assert.Null(journal.Maintenance());
        Assert.Equal(SchemaRunState.Interrupted, journal.Find(run)!.State);
    }

    public void Dispose() => _server.Dispose();

    private ChildProcess? _process;

    private async Task<HttpClient> StartedAsync()
    {
        _process = _server.Start();
        await _process.WaitForAsync("Application started");
        return new HttpClient { BaseAddress = _server.Address };
    }

    private Task<ProgramRun> RunAsync(params string[] arguments) => BuiltProgram.RunAsync(State, arguments);
}
