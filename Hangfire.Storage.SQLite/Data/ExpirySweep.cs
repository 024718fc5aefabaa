using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Data;

/// <summary>The deletion of one kind of expired data, batch by batch.</summary>
internal sealed class ExpirySweep
{
    /// <summary>Some five milliseconds: the longest that a commit waits for the sweep.</summary>
    private const int BatchSize = 200;

    /// <summary>States and parameters go with their job.</summary>
    private static readonly Sql JobsSql = new("""
        DELETE FROM hangfire_job WHERE id IN (SELECT id FROM hangfire_job WHERE expire_at < ?1 ORDER BY expire_at LIMIT ?2)
        """);

    private static readonly Sql CountersSql = new("""
        DELETE FROM hangfire_counter WHERE key IN (SELECT key FROM hangfire_counter WHERE expire_at < ?1 ORDER BY expire_at LIMIT ?2)
        """);

    /// <summary>A window of the queue, from its id on: the messages in it whose job is gone, and how far it reached.</summary>
    private static readonly Sql OrphansSql = new("""
        SELECT q.id, j.id IS NULL FROM (SELECT id, job_id FROM hangfire_queue WHERE id > ?1 ORDER BY id LIMIT ?2) q
        LEFT JOIN hangfire_job j ON j.id = q.job_id
        """);

    private static readonly Sql RemoveOrphanSql = new("""
        DELETE FROM hangfire_queue WHERE id = ?1 AND fetched_uptime IS NULL
        AND NOT EXISTS (SELECT 1 FROM hangfire_job WHERE hangfire_job.id = hangfire_queue.job_id)
        """);

    public static readonly IReadOnlyList<ExpirySweep> All =
    [
        new("jobs", (core, cancellation) => DeleteInBatches(core, JobsSql, cancellation)),
        new("queued jobs that are gone", DeleteOrphans),
        new("counters", (core, cancellation) => DeleteInBatches(core, CountersSql, cancellation)),
        Collections("set"),
        Collections("hash"),
        Collections("list"),
    ];

    private readonly Func<StorageCore, CancellationToken, int> _run;

    private ExpirySweep(string name, Func<StorageCore, CancellationToken, int> run)
    {
        Name = name;
        _run = run;
    }

    public string Name { get; }

    /// <returns>How many entries were deleted.</returns>
    /// <exception cref="OperationCanceledException">Between two batches.</exception>
    public int Run(StorageCore core, CancellationToken cancellation) => _run(core, cancellation);

    private static int DeleteInBatches(StorageCore core, Sql sql, CancellationToken cancellation)
    {
        var total = 0;
        for (var deleted = BatchSize; deleted == BatchSize; total += deleted)
        {
            cancellation.ThrowIfCancellationRequested();
            deleted = core.Database.Write(handle => handle[sql].Bind(core.Clock.Now).Bind(BatchSize).Execute());
        }

        return total;
    }

    private static int DeleteOrphans(StorageCore core, CancellationToken cancellation)
    {
        var total = 0;
        long? reached = 0;
        while (reached is { } from)
        {
            cancellation.ThrowIfCancellationRequested();
            var (orphans, last) = core.Database.Read(handle => FindOrphans(handle, from));
            if (orphans.Count > 0)
            {
                total += core.Database.Write(handle => orphans.Sum(id => handle[RemoveOrphanSql].Bind(id).Execute()));
            }

            reached = last;
        }

        return total;
    }

    private static (List<long> Orphans, long? Last) FindOrphans(SQLiteHandle handle, long from)
    {
        using var row = handle[OrphansSql].Bind(from).Bind(BatchSize);
        var orphans = new List<long>();
        long? last = null;
        while (row.Read())
        {
            last = row.Int64(0);
            if (row.Int64(1) != 0)
            {
                orphans.Add(last.Value);
            }
        }

        return (orphans, last);
    }

    /// <summary>A set, hash or list may be long: its items go in batches, and its expiry with the last of them.</summary>
    private static ExpirySweep Collections(string kind)
    {
        var expired = new Sql($"SELECT key FROM hangfire_expiry WHERE kind = '{kind}' AND expire_at < ?1 ORDER BY expire_at LIMIT 1");
        var item = kind == "hash" ? "field" : "id";
        var delete = new Sql($"DELETE FROM hangfire_{kind} WHERE key = ?1 AND {item} IN (SELECT {item} FROM hangfire_{kind} WHERE key = ?1 LIMIT ?2)");
        var forget = new Sql($"DELETE FROM hangfire_expiry WHERE kind = '{kind}' AND key = ?1");

        return new ExpirySweep(kind, (core, cancellation) =>
        {
            var total = 0;
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                // Null when nothing is left to do.
                var deleted = core.Database.Write(handle =>
                {
                    string key;
                    using (var row = handle[expired].Bind(core.Clock.Now))
                    {
                        if (!row.Read())
                        {
                            return (int?)null;
                        }

                        key = row.Text(0);
                    }

                    var items = handle[delete].Bind(key).Bind(BatchSize).Execute();
                    if (items < BatchSize)
                    {
                        handle[forget].Bind(key).Execute();
                    }

                    return items;
                });
                if (deleted is null)
                {
                    return total;
                }

                total += deleted.Value;
            }
        });
    }
}
