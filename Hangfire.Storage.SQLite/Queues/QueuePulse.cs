using Hangfire.Logging;
using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Queues;

/// <summary>
/// The storage's only thread. While workers wait, it asks SQLite whether any connection has committed, which takes two
/// microseconds, and reads the queues only if one has. Once a second it also looks for messages of dead owners. While jobs
/// run, it renews their leases.
/// </summary>
/// <remarks>
/// Not a background process of Hangfire: those stop before the workers have finished, so that another server would start a
/// job again that uses its whole shutdown timeout. A thread of the storage also works for lightweight servers.
/// </remarks>
internal sealed class QueuePulse(JobQueue queue, TimeSpan pollInterval, TimeSpan keepAliveInterval) : IDisposable
{
    private static readonly TimeSpan FullLookInterval = TimeSpan.FromSeconds(1);
    private static readonly Sql DataVersionSql = new("PRAGMA data_version");

    private readonly ManualResetEventSlim _stopping = new();
    private readonly AutoResetEvent _needed = new(initialState: false);
    private readonly Lock _starting = new();
    private volatile Thread? _thread;
    private SQLiteHandle? _reader;
    private long? _seenVersion;
    private long _lookedAt;
    private long _keptAliveAt;

    public void Start()
    {
        if (_thread is not null)
        {
            return;
        }

        lock (_starting)
        {
            if (_thread is null && !_stopping.IsSet)
            {
                _keptAliveAt = Environment.TickCount64;
                var thread = new Thread(Run) { IsBackground = true, Name = "Hangfire.Storage.SQLite" };
                thread.Start();
                _thread = thread;
            }
        }
    }

    /// <summary>Tells the thread that a worker waits. Without waiting workers it sleeps longer.</summary>
    public void Wake() => _needed.Set();

    public void Dispose()
    {
        lock (_starting)
        {
            _stopping.Set();
            _needed.Set();
        }

        _thread?.Join();
        _reader?.Dispose();
        _reader = null;
    }

    private void Run()
    {
        while (!_stopping.IsSet)
        {
            try
            {
                Beat();
            }
            catch (Exception exception)
            {
                // There is no caller to report to, and without this thread the leases of running jobs would expire.
                StorageLog.Write(LogLevel.Error, "Reading the queues of the job storage failed; it is retried.", exception);
                _reader?.Dispose();
                _reader = null;
                _seenVersion = null;
                _stopping.Wait(FullLookInterval);
            }

            if (queue.Database.Signals.HasWaiters)
            {
                _stopping.Wait(pollInterval);
            }
            else
            {
                _needed.WaitOne(keepAliveInterval < FullLookInterval ? keepAliveInterval : FullLookInterval);
            }
        }
    }

    private void Beat()
    {
        var now = Environment.TickCount64;
        if (queue.HasFetched && now - _keptAliveAt >= keepAliveInterval.TotalMilliseconds)
        {
            _keptAliveAt = now;
            foreach (var lost in queue.KeepAlive())
            {
                StorageLog.Write(LogLevel.Warn, $"Job {lost.JobId} lost its lease, because it was not renewed in time, and another worker has started it again.");
            }
        }

        if (!queue.Database.Signals.HasWaiters)
        {
            return;
        }

        _reader ??= queue.Database.OpenReader();
        var version = _reader[DataVersionSql].Scalar();
        if (version != _seenVersion || now - _lookedAt >= FullLookInterval.TotalMilliseconds)
        {
            _seenVersion = version;
            _lookedAt = now;
            queue.SignalReady(_reader);
        }
    }
}
