using Dashboard.Tests.Support;

namespace Dashboard.Tests.Faults;

/// <summary>Server processes that are killed, suspended, or share a state while they work.</summary>
public sealed class ServerDeathTests : IDisposable
{
    private const string Ended = "ended as Completed";

    private readonly FaultState _state = new();

    [Fact]
    public async Task With_a_server_killed_twenty_times_every_task_ends_once()
    {
        var tasks = await _state.AddArtifactsAsync(count: 250, bytes: 256 * 1024);
        var random = new Random(20260504);

        for (var round = 0; round < 20; round++)
        {
            using var server = _state.Serve();
            for (var wait = random.Next(1, 9); wait > 0; wait--)
            {
                await server.WaitForAsync(Ended);
            }
        }

        var left = _state.Open();
        await RunToTheEndAsync(left);
        Assert.InRange(left, 1, tasks - 20);
        _state.AssertEveryTaskHasOneVerdict();
    }

    [Fact]
    public async Task No_task_runs_twice_on_two_servers_with_one_state()
    {
        var tasks = await _state.AddArtifactsAsync(count: 60, bytes: 256 * 1024);

        using (var one = _state.Serve())
        using (var two = _state.Serve())
        {
            await BothEndAsync(one, two, tasks);
        }

        _state.AssertEveryTaskHasOneVerdict();
        Assert.Equal("[]", _state.DescribeLostAttempts());
    }

    [Fact]
    public async Task The_outcome_of_a_server_suspended_beyond_its_timeout_is_discarded()
    {
        await _state.AddArtifactsAsync(count: 1, bytes: 400_000_000);
        var silence = ("Tasks__ServerSilence", (string?)"00:00:02");
        using var stopped = _state.Serve(silence, ("Tasks__Workers", "1"));
        await stopped.WaitForAsync(Ended);
        await stopped.WaitForAsync("started");

        stopped.Signal("STOP");
        using (var other = _state.Serve(silence))
        {
            await other.WaitForAsync(Ended);
            stopped.Signal("CONT");
            await stopped.WaitForAsync("outcome was discarded");
        }

        _state.AssertEveryTaskHasOneVerdict();
        Assert.Equal(1, _state.Count("SELECT count(*) FROM task_attempt WHERE outcome = 'LOST'"));
    }

    [Fact]
    public async Task Every_task_runs_after_the_loss_of_the_job_database()
    {
        await _state.AddArtifactsAsync(count: 40, bytes: 256 * 1024);
        await KillInTheMiddleAsync();

        foreach (var file in Directory.EnumerateFiles(_state.Root, "jobs.db*"))
        {
            File.Delete(file);
        }

        await RunToTheEndAsync(_state.Open());
        _state.AssertEveryTaskHasOneVerdict();
    }

    [Fact]
    public async Task Every_task_runs_after_damage_to_the_job_database_and_the_damaged_file_is_kept()
    {
        await _state.AddArtifactsAsync(count: 40, bytes: 256 * 1024);
        await KillInTheMiddleAsync();

        // As after a power failure: half of the file, and a write-ahead log that belongs to the whole.
        using (var file = new FileStream(_state.JobsDatabase, FileMode.Open))
        {
            file.SetLength(file.Length / 2);
            file.Position = Math.Min(600, file.Length / 2);
            file.Write(new byte[400]);
        }

        File.Delete(_state.JobsDatabase + "-wal");
        await RunToTheEndAsync(_state.Open());
        _state.AssertEveryTaskHasOneVerdict();
    }

    private async Task KillInTheMiddleAsync()
    {
        using var server = _state.Serve();
        for (var wait = 5; wait > 0; wait--)
        {
            await server.WaitForAsync(Ended);
        }
    }

    private async Task RunToTheEndAsync(int left)
    {
        using var server = _state.Serve();
        for (; left > 0; left--)
        {
            await server.WaitForAsync(Ended);
        }
    }

    private static async Task BothEndAsync(ChildProcess one, ChildProcess two, int tasks)
    {
        var all = new TaskCompletionSource();
        _ = CountAsync(one);
        _ = CountAsync(two);
        await all.Task;

        async Task CountAsync(ChildProcess server)
        {
            try
            {
                while (true)
                {
                    await server.WaitForAsync(Ended);
                    if (Interlocked.Decrement(ref tasks) == 0)
                    {
                        all.SetResult();
                    }
                }
            }
            catch (InvalidOperationException error)
            {
                all.TrySetException(error);
            }
        }
    }

    public void Dispose() => _state.Dispose();
}
