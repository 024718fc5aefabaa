using Hangfire.Logging;
using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Queues;

/// <summary>
/// The one thread that a storage has of its own. While workers wait it asks SQLite, in two microseconds, whether any
/// connection has committed, and looks at the queues only then; once a second it looks for messages of the dead. While
/// jobs run it reports them as alive.
/// </summary>
/// <remarks>
/// Not a background process of Hangfire, because those are stopped before the workers have finished: a job that used its
/// whole shutdown timeout would be started again by somebody else. A thread of the storage also serves light servers.
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

    /// <summary>Somebody waits; without that the thread sleeps longer.</summary>
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
                // Nobody else can be told, and without this thread running jobs would be started again.
                StorageLog.Write(LogLevel.Error, "The job storage could not look at its queues; the next attempt follows.", exception);
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
                StorageLog.Write(LogLevel.Warn, $"Job {lost.JobId} was not reported as alive in time, and another worker has started it again.");
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
