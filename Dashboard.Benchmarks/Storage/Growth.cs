using System.Diagnostics;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using Microsoft.Data.Sqlite;

namespace Dashboard.Benchmarks.Storage;

/// <summary>What a year of finished jobs in the file costs.</summary>
internal static class Growth
{
    private const int Samples = 500;

    public static void Run(Report report)
    {
        report.Section($"With 1,000,000 finished jobs in the file, against 1,000 (median of {Samples})");
        var few = Measure(1_000);
        var many = Measure(1_000_000);
        foreach (var (what, before) in few)
        {
            var after = many[what];
            report.Target($"{what} (at most twice)", $"{before:F1} -> {after:F1} us, {after / before:F2} times", after <= before * 2);
        }
    }

    private static Dictionary<string, double> Measure(int finished)
    {
        using var candidate = Candidate.SQLite();
        Fill(candidate.Path, finished);
        var client = new BackgroundJobClient(candidate.Storage);
        using var connection = candidate.Storage.GetConnection();
        var monitor = (JobStorageMonitor)candidate.Storage.GetMonitoringApi();
        return new Dictionary<string, double>
        {
            ["enqueue"] = Median(() => client.Enqueue(() => EmptyJob.Run(1))),
            ["fetch and acknowledge"] = Median(() => connection.FetchNextJob(["default"], CancellationToken.None).RemoveFromQueue()),
            ["statistics of the dashboard"] = Median(() => monitor.GetStatistics()),
            ["first page of succeeded jobs, and their count"] = Median(() =>
            {
                monitor.SucceededJobs(0, 20);
                monitor.SucceededListCount();
            }),
        };
    }

    /// <summary>As the storage itself would have written them, many at a time.</summary>
    private static void Fill(string path, int finished)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        var invocation = InvocationData.SerializeJob(Job.FromExpression(() => EmptyJob.Run(1)));
        using var command = connection.CreateCommand();
        command.CommandText = """
            BEGIN IMMEDIATE;
            UPDATE hangfire_sequence SET next = $count + 1;
            INSERT INTO hangfire_job (id, type, method, parameter_types, arguments, created_at, expire_at)
            SELECT value, $type, $method, $types, $arguments, 1700000000000, 4000000000000 + value FROM generate_series(1, $count);
            INSERT INTO hangfire_job_parameter SELECT value, 'CurrentCulture', '"en"' FROM generate_series(1, $count);
            INSERT INTO hangfire_state (job_id, name, data, created_at)
            SELECT value, $state, '{"SucceededAt":"2026-01-01T00:00:00.0000000Z","PerformanceDuration":"1","Latency":"1"}', 1700000000000
            FROM generate_series(1, $count);
            UPDATE hangfire_job SET state_id = id, state_name = $state;
            INSERT INTO hangfire_counter VALUES ('stats:succeeded', $count, NULL);
            COMMIT;
            """.Replace("generate_series(1, $count)", "(WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < $count) SELECT value FROM n)", StringComparison.Ordinal);
        command.CommandTimeout = 600;
        command.Parameters.AddWithValue("$count", finished);
        command.Parameters.AddWithValue("$type", invocation.Type);
        command.Parameters.AddWithValue("$method", invocation.Method);
        command.Parameters.AddWithValue("$types", invocation.ParameterTypes);
        command.Parameters.AddWithValue("$arguments", invocation.Arguments);
        command.Parameters.AddWithValue("$state", SucceededState.StateName);
        command.ExecuteNonQuery();
    }

    private static double Median(Action action)
    {
        var times = new List<double>();
        for (var sample = -50; sample < Samples; sample++)
        {
            var started = Stopwatch.GetTimestamp();
            action();
            if (sample >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            }
        }

        return Report.At(times, 0.5);
    }
}
