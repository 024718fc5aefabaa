using System.Diagnostics;
using Dashboard.Tests.Storage.Support;
using Hangfire;
using Hangfire.Storage;
using Hangfire.Storage.SQLite;

namespace Dashboard.Tests.Storage;

/// <summary>Several processes on one file, and what is left of those that are killed.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly SQLiteUnderTest _storage = new(options => options.InvisibilityTimeout = Invisibility);
    private readonly DirectoryInfo _logs = Directory.CreateTempSubdirectory("job-logs-");

    private static TimeSpan Invisibility => TimeSpan.FromSeconds(3);

    public void Dispose()
    {
        _storage.Dispose();
        _logs.Delete(recursive: true);
    }

    [Fact]
    public void A_lock_keeps_other_processes_out_until_its_process_is_killed()
    {
        using var connection = _storage.Connect();
        using var holder = StorageWorker.HoldLock(_storage.Path, "resource");
        Assert.Throws<DistributedLockTimeoutException>(() => connection.AcquireDistributedLock("resource", TimeSpan.Zero));

        holder.Kill();

        connection.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public async Task A_waiter_gets_a_lock_that_another_process_releases()
    {
        using var connection = _storage.Connect();
        using var holder = StorageWorker.HoldLock(_storage.Path, "resource");

        var waiting = Task.Run(() => connection.AcquireDistributedLock("resource", TimeSpan.FromSeconds(30)));
        holder.Stop();

        (await waiting).Dispose();
    }

    [Fact]
    public void Processes_that_start_together_on_a_new_file_set_it_up_once_and_all_use_it()
    {
        const int Processes = 8;
        var path = Path.Combine(_logs.FullName, "new.db");
        var workers = Enumerable.Range(0, Processes).Select(_ => StorageWorker.PrepareToOpen(path)).ToList();
        workers.ForEach(worker => worker.WaitUntilReady());

        workers.ForEach(worker => worker.LetGoOn());

        Assert.All(workers, worker => Assert.Equal(0, worker.Stop()));
        workers.ForEach(worker => worker.Dispose());
        using var storage = new SQLiteStorage(path);
        Assert.Equal(Processes, storage.GetMonitoringApi().EnqueuedCount("default"));
        Assert.Equal("1", storage.Core.Database.Read(handle => handle.Run("SELECT count(*) FROM hangfire_schema")));
    }

    [Fact]
    public void A_job_whose_process_is_killed_starts_again_in_another_one()
    {
        var client = new BackgroundJobClient(_storage.Storage);
        using var victim = StorageWorker.StartServer(_storage.Path, LogOf(0), 1, Invisibility);
        client.Enqueue(() => RecordedJob.RunForEver(1));
        WaitFor(() => RecordedJob.Read(LogOf(0)).Any(), TimeSpan.FromSeconds(30));

        victim.Kill();
        using var heir = StorageWorker.StartServer(_storage.Path, LogOf(1), 1, Invisibility);

        WaitFor(() => RecordedJob.Read(LogOf(1)).Any(), TimeSpan.FromSeconds(30));
        heir.Kill();
    }

    [Fact]
    public void Jobs_that_are_enqueued_here_run_in_another_process()
    {
        var client = new BackgroundJobClient(_storage.Storage);
        using var worker = StorageWorker.StartServer(_storage.Path, LogOf(0), 2, Invisibility);
        worker.WaitUntilReady();

        for (var number = 0; number < 20; number++)
        {
            client.Enqueue(() => RecordedJob.Run(number));
        }

        WaitFor(() => Succeeded() == 20, TimeSpan.FromSeconds(30));
        Assert.Equal(Enumerable.Range(0, 20), RecordedJob.Read(LogOf(0)).Order());
    }

    [Fact]
    public async Task Whatever_is_killed_every_job_is_done_and_acknowledged_once()
    {
        const int Jobs = 5_000;
        const int Processes = 8;
        const int Kills = 12;
        var client = new BackgroundJobClient(_storage.Storage);
        var random = new Random(4711);
        var processes = Enumerable.Range(0, Processes).ToList();
        var killed = new List<int>();
        var workers = processes.Select(Start).ToList();
        try
        {
            var enqueueing = Task.Run(() =>
            {
                for (var number = 0; number < Jobs; number++)
                {
                    client.Enqueue(() => RecordedJob.Run(number));
                }
            });
            for (var kill = 0; kill < Kills; kill++)
            {
                // After some jobs more, so that the killing is spread over the run whatever the machine's speed.
                var until = Jobs * (kill + 1L) / (Kills + 2) - random.Next(100);
                WaitFor(() => Succeeded() >= until, TimeSpan.FromSeconds(40));
                var victim = random.Next(Processes);
                workers[victim].Kill();
                workers[victim].Dispose();
                killed.Add(processes[victim]);
                processes[victim] = Processes + kill;
                workers[victim] = Start(Processes + kill);
            }

            await enqueueing;
            WaitFor(() => Succeeded() == Jobs && _storage.Count("SELECT count(*) FROM hangfire_queue") == 0, TimeSpan.FromSeconds(40));
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }

        var runs = Enumerable.Range(0, Processes + Kills)
            .SelectMany(process => RecordedJob.Read(LogOf(process)).Select(number => (Number: number, Process: process))).ToLookup(run => run.Number);
        Assert.Equal(Enumerable.Range(0, Jobs), runs.Select(job => job.Key).Order());
        Assert.DoesNotContain(runs, job => job.Count() > 1 && !job.Any(run => killed.Contains(run.Process)));
        Assert.Equal(Jobs, Succeeded());
        Assert.Equal(Jobs, _storage.Count("SELECT count(*) FROM hangfire_job WHERE state_name = 'Succeeded'"));
        Assert.Equal(Jobs, _storage.Count("SELECT count(*) FROM hangfire_state WHERE name = 'Succeeded'"));
        Assert.Equal(Jobs, _storage.Count("SELECT count FROM hangfire_total WHERE kind = 'state' AND name = 'Succeeded'"));
        Assert.Equal(0, _storage.Count("SELECT count(*) FROM pragma_foreign_key_check"));
        Assert.Equal(1, _storage.Count("SELECT integrity_check = 'ok' FROM pragma_integrity_check"));
        AssertNoJobIsLocked(Jobs);
    }

    private void AssertNoJobIsLocked(int jobs)
    {
        using var connection = _storage.Connect();
        for (var id = 1; id <= jobs; id++)
        {
            connection.AcquireDistributedLock($"job:{id}:state-lock", TimeSpan.Zero).Dispose();
        }
    }

    private StorageWorker Start(int process) => StorageWorker.StartServer(_storage.Path, LogOf(process), 2, Invisibility);

    private string LogOf(int process) => Path.Combine(_logs.FullName, $"{process}.log");

    private long Succeeded() => _storage.Storage.GetMonitoringApi().GetStatistics().Succeeded;

    /// <summary>What other processes do can only be watched.</summary>
    private static void WaitFor(Func<bool> condition, TimeSpan atMost)
    {
        var waiting = Stopwatch.StartNew();
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                Thread.Sleep(10);
                return condition();
            },
            atMost), $"Nothing came of it in {waiting.Elapsed}.");
    }
}
