using Dashboard.Data.Sqlite;
using Dashboard.Features.State;
using Hangfire.Storage.SQLite;

namespace Dashboard.Features.Tasks;

/// <summary>
/// Opens Hangfire's database. Losing it loses no task, because tasks are rows of the domain and are enqueued again: a damaged one is moved
/// aside and replaced by an empty one instead of stopping the start.
/// </summary>
internal sealed class JobsDatabase(StateDirectory state, TimeProvider time, StartNotices notices)
{
    /// <summary>
    /// How often idle workers poll. The published package finds jobs in no other way, and polls every 15 seconds unless told; our own
    /// storage wakes its workers at each commit and polls for the commits of other processes alone.
    /// </summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <exception cref="StateException">The file is of another program or of a newer build.</exception>
    public SQLiteStorage Open()
    {
        if (!File.Exists(state.JobsDatabase) && state.HasDomain)
        {
            notices.Add($"{state.JobsDatabase} is missing, so an empty one is created. No task is lost: queued tasks are enqueued again.");
        }

        if (WhyDamaged(state.JobsDatabase) is { } reason)
        {
            var aside = $"{state.JobsDatabase}.damaged-{time.GetUtcNow().UtcDateTime:yyyyMMddHHmmss}";
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                if (File.Exists(state.JobsDatabase + suffix))
                {
                    File.Move(state.JobsDatabase + suffix, aside + suffix, overwrite: true);
                }
            }

            notices.Add($"{state.JobsDatabase} is damaged ({reason.TrimEnd('.')}), so an empty one is created. No task is lost: queued tasks are enqueued again. The damaged file is kept as {aside} and can be deleted.");
        }

        try
        {
            return new SQLiteStorage(state.JobsDatabase, new SQLiteStorageOptions { QueuePollInterval = PollInterval });
        }
        catch (Exception error)
        {
            throw new StateException($"{error.Message.TrimEnd('.')}. {Remedy}", error);
        }
    }

    private string Remedy => $"Move the file away, after which an empty one is created and no task is lost: mv \"{state.JobsDatabase}\" \"{state.JobsDatabase}.old\"";

    private string? WhyDamaged(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var (damage, tables) = DatabaseFile.Examine(path);
        // Tables of neither job storage: the one of this repository and the package use these names.
        return damage is null && tables.Count > 0 && !tables.Any(name => name.ToLowerInvariant() is "job" or "hangfire_job")
            ? throw new StateException($"{path} is a database of another program. {Remedy}")
            : damage;
    }
}
