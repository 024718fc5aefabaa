using System.Security.Cryptography;
using System.Text;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Sqlite;
using Dashboard.Features.Accounts;
using Dashboard.Features.Blobs;
using Dashboard.Features.Releases;
using Dashboard.Features.State;
using Dashboard.Features.Tasks;
using Dashboard.Features.Uploads;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Tests.Faults;

/// <summary>A state directory with a release whose checks are queued, for tests that interrupt their servers.</summary>
public sealed class FaultState : IDbContextFactory<ReleaseDbContext>, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dashboard-fault-");

    public FaultState()
    {
        ReleaseDatabase.CopyTo(Path.Combine(Root, "dashboard.db"));
        OperationsFixture.CopyTo(Path.Combine(Root, "operations.db"));
        using var context = CreateDbContext();
        context.AddRange(Any.Committee(), Any.Project(), Any.Release());
        context.SaveChanges();
    }

    public string Root => _directory.FullName;

    public string JobsDatabase => Path.Combine(Root, "jobs.db");

    public ReleaseDbContext CreateDbContext() => new(new DbContextOptionsBuilder<ReleaseDbContext>()
        .UseSqlite(new SqliteConnectionStringBuilder { DataSource = Path.Combine(Root, "dashboard.db"), Pooling = false }.ToString())
        .AddInterceptors(PragmaInterceptor.Instance).Options);

    /// <summary>Adds artifacts with a .sha512 each to the release, as an upload does.</summary>
    /// <returns>The number of tasks that were enqueued: one for each artifact, and one for the paths.</returns>
    public async Task<int> AddArtifactsAsync(int count, int bytes)
    {
        var options = Options.Create(new TaskOptions());
        var state = new StateDirectory(Options.Create(new StateOptions { Directory = Root }), new HereEnvironment());
        using var server = new ServerLease(state, options, TimeProvider.System);
        using var blobs = new BlobStore(state, server);
        var files = new List<IncomingFile>();
        for (var at = 0; at < count; at++)
        {
            var content = RandomNumberGenerator.GetBytes(bytes);
            var name = $"widget-part{at}-1.0.0.tar.gz";
            files.Add(await WriteAsync(name, content));
            files.Add(await WriteAsync(name + ".sha512", Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(SHA512.HashData(content))}  {name}\n")));
        }

        var made = await new RevisionCommands(this, blobs, TimeProvider.System)
            .AddFilesAsync(Caller.CommandLine, "widget", "1.0.0", files, CancellationToken.None);
        return made.Value!.Tasks;

        async Task<IncomingFile> WriteAsync(string name, byte[] content) =>
            new(name, (await blobs.WriteAsync(new MemoryStream(content), content.Length, CancellationToken.None))!);
    }

    /// <summary>Starts a server process on this state.</summary>
    public ChildProcess Serve(params (string Name, string? Value)[] settings) => new(
        "dotnet", Root, [Path.Combine(AppContext.BaseDirectory, "Dashboard.dll"), "--urls", "http://127.0.0.1:0"],
        [("State__Directory", Root), ("Tasks__MaxAttempts", "100"), ("Logging__LogLevel__Default", "Information"), .. settings]);

    public int Open() => Count("SELECT count(*) FROM task WHERE status IN ('QUEUED', 'ACTIVE')");

    /// <summary>Describes the open tasks, for the message of a test that waits for them in vain.</summary>
    public string DescribeOpen() =>
        $"Open tasks: {Scalar("SELECT json_group_array(json_object('id', id, 'status', status, 'attempt', attempt, 'server', server)) FROM task WHERE status IN ('QUEUED', 'ACTIVE')")}";

    /// <summary>Asserts what must hold after all tasks have ended, whatever happened to their servers.</summary>
    public void AssertEveryTaskHasOneVerdict()
    {
        Assert.Equal(0, Open());
        Assert.Equal(0, Count("SELECT count(*) FROM task WHERE status <> 'COMPLETED'"));
        Assert.Equal(0, Count("SELECT count(*) FROM task t WHERE 1 <> (SELECT count(*) FROM task_attempt a WHERE a.task_id = t.id AND a.outcome = 'COMPLETED')"));
        Assert.Equal(0, Count("SELECT count(*) FROM task_attempt WHERE outcome IS NULL"));
        Assert.Equal(0, Count("SELECT count(*) FROM task t WHERE t.task_type = 'ARTIFACT_CHECK' AND 1 <> (SELECT count(*) FROM check_result r WHERE r.task_id = t.id AND r.checker = 'sha512' AND r.status = 'NOTE')"));
        Assert.Equal(0, Count("SELECT count(*) FROM task_step WHERE status <> 'COMPLETED' OR progress_done <> progress_total"));
        var counted = new TaskQueries(this).ListAsync(Caller.CommandLine, TaskFilter.None, null, most: 1, CancellationToken.None).Result.Counts;
        Assert.Equal(Count("SELECT count(*) FROM task"), counted.Values.Sum());
        Assert.Equal("ok", Scalar("PRAGMA integrity_check"));
        Assert.Equal(0, Count("SELECT count(*) FROM pragma_foreign_key_check"));
    }

    /// <summary>The attempts that ended without an outcome, as a JSON array.</summary>
    public string DescribeLostAttempts() =>
        $"{Scalar("SELECT json_group_array(json_object('task', task_id, 'attempt', attempt, 'started', started, 'ended', ended, 'error', error)) FROM task_attempt WHERE outcome = 'LOST'")}";

    public int Count(string sql) => Convert.ToInt32(Scalar(sql), System.Globalization.CultureInfo.InvariantCulture);

    private object? Scalar(string sql)
    {
        using var context = CreateDbContext();
        context.Database.OpenConnection();
        using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
