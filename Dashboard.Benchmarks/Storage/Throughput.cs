using System.Diagnostics;
using Hangfire;
using Microsoft.Data.Sqlite;

namespace Dashboard.Benchmarks.Storage;

/// <summary>How many jobs a second go in, and through.</summary>
internal static class Throughput
{
    public const int Jobs = 2_000;

    private const int Rounds = 5;

    public static void Run(Report report)
    {
        report.Section($"Throughput ({Jobs:N0} empty jobs; median of {Rounds} rounds, after one to warm up)");
        var bare = Enumerable.Range(0, 3).Select(_ => BareTransactions()).Order().ElementAt(1);
        report.Line("bare loop of transactions (3 inserts each, WAL, NORMAL)", Report.Rate(bare));
        foreach (var clients in new[] { 1, 4 })
        {
            var memory = Median(() => Measure(Candidate.InMemory, clients, 4).Enqueued);
            var own = Median(() => Measure(() => Candidate.SQLite(), clients, 4).Enqueued);
            report.Line($"enqueued, {clients} client(s), Hangfire.InMemory", Report.Rate(memory));
            // Creating a job and giving it a state are two commits in Hangfire.
            report.Target(
                $"enqueued, {clients} client(s), {Candidate.SQLiteName} (at least 3,000/s)",
                $"{Report.Rate(own)}, {Report.Percent(own / memory)} of InMemory, {Report.Percent(own * 2 / bare)} of the bare loop",
                own >= 3_000);
        }

        foreach (var workers in new[] { 4, 20 })
        {
            var memory = Median(() => Measure(Candidate.InMemory, 1, workers).Run);
            var own = Median(() => Measure(() => Candidate.SQLite(), 1, workers).Run);
            report.Line($"run, {workers} workers, Hangfire.InMemory", Report.Rate(memory));
            // Fetching, processing and succeeded with its acknowledgement are three commits.
            report.Target(
                $"run, {workers} workers, {Candidate.SQLiteName} (at least 1,500/s)",
                $"{Report.Rate(own)}, {Report.Percent(own / memory)} of InMemory (goal 25 %), {Report.Percent(own * 3 / bare)} of the bare loop",
                own >= 1_500);
        }
    }

    public static (double Enqueued, double Run) Measure(Func<Candidate> open, int clients, int workers)
    {
        using var candidate = open();
        using var left = EmptyJob.Expect(Jobs);
        var watch = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, clients).Select(_ => new Thread(() =>
        {
            var client = new BackgroundJobClient(candidate.Storage);
            for (var number = 0; number < Jobs / clients; number++)
            {
                client.Enqueue(() => EmptyJob.Run(number));
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        var enqueued = Jobs / watch.Elapsed.TotalSeconds;
        using var server = candidate.StartServer(workers);
        left.Wait();
        return (enqueued, Jobs / EmptyJob.FirstToLast.TotalSeconds);
    }

    private static double Median(Func<double> measure)
    {
        measure();
        return Enumerable.Range(0, Rounds).Select(_ => measure()).Order().ElementAt(Rounds / 2);
    }

    private static double BareTransactions()
    {
        const int Count = 20_000;
        var directory = Directory.CreateTempSubdirectory("storage-benchmark-");
        try
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(directory.FullName, "bare.db")};Pooling=False");
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)");
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO row (text) VALUES ('some text of a hundred characters, more or less, as it stands in the rows of a job storage, or longer')";
            var watch = Stopwatch.StartNew();
            for (var number = 0; number < Count; number++)
            {
                using var transaction = connection.BeginTransaction();
                insert.Transaction = transaction;
                insert.ExecuteNonQuery();
                insert.ExecuteNonQuery();
                insert.ExecuteNonQuery();
                transaction.Commit();
            }

            return Count / watch.Elapsed.TotalSeconds;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
