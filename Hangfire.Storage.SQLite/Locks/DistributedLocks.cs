using System.Diagnostics;

namespace Hangfire.Storage.SQLite.Locks;

/// <summary>
/// Locks by name, held by a connection: re-entrant for it, and exclusive against every other connection of this and other processes.
/// </summary>
/// <remarks>
/// Within a process, a release wakes the next waiter. Only the first waiter of each process polls what other processes
/// hold, at intervals that start at a millisecond.
/// </remarks>
internal sealed class DistributedLocks(ILockTable table) : IDisposable
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <param name="timeout">Zero tries once.</param>
    /// <exception cref="DistributedLockTimeoutException">Another owner held it for the whole timeout.</exception>
    public IDisposable Acquire(object owner, string resource, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        var waiting = Stopwatch.StartNew();
        var entry = Join(resource);
        try
        {
            if (EnterInProcess(entry, owner, waiting, timeout))
            {
                return new HeldLock(this, entry);
            }

            try
            {
                EnterAcrossProcesses(resource, waiting, timeout);
            }
            catch
            {
                LeaveInProcess(entry);
                throw;
            }

            return new HeldLock(this, entry);
        }
        catch
        {
            Forget(entry);
            throw;
        }
    }

    public void Dispose() => table.Dispose();

    private Entry Join(string resource)
    {
        lock (_entries)
        {
            if (!_entries.TryGetValue(resource, out var entry))
            {
                _entries.Add(resource, entry = new Entry(resource));
            }

            entry.Interested++;
            return entry;
        }
    }

    private void Forget(Entry entry)
    {
        lock (_entries)
        {
            if (--entry.Interested == 0)
            {
                _entries.Remove(entry.Resource);
            }
        }
    }

    /// <returns>True when the owner already holds the lock, also against other processes.</returns>
    private static bool EnterInProcess(Entry entry, object owner, Stopwatch waiting, TimeSpan timeout)
    {
        lock (entry)
        {
            while (entry.Owner is not null && !ReferenceEquals(entry.Owner, owner))
            {
                var left = timeout - waiting.Elapsed;
                if (left <= TimeSpan.Zero)
                {
                    throw new DistributedLockTimeoutException(entry.Resource);
                }

                Monitor.Wait(entry, left < TimeSpan.FromMinutes(1) ? left : TimeSpan.FromMinutes(1));
            }

            entry.Owner = owner;
            return ++entry.Depth > 1;
        }
    }

    private static void LeaveInProcess(Entry entry)
    {
        lock (entry)
        {
            if (--entry.Depth == 0)
            {
                entry.Owner = null;
                Monitor.Pulse(entry);
            }
        }
    }

    private void EnterAcrossProcesses(string resource, Stopwatch waiting, TimeSpan timeout)
    {
        var step = TimeSpan.FromMilliseconds(1);
        while (!table.TryTake(resource))
        {
            var left = timeout - waiting.Elapsed;
            if (left <= TimeSpan.Zero)
            {
                throw new DistributedLockTimeoutException(resource);
            }

            Thread.Sleep(left < step ? left : step);
            step = step < LongestStep ? step * 2 : LongestStep;
        }
    }

    private void Release(Entry entry)
    {
        lock (entry)
        {
            try
            {
                if (entry.Depth == 1)
                {
                    table.Release(entry.Resource);
                }
            }
            finally
            {
                LeaveInProcess(entry);
                Forget(entry);
            }
        }
    }

    private sealed class Entry(string resource)
    {
        public string Resource { get; } = resource;

        public object? Owner { get; set; }

        public int Depth { get; set; }

        /// <summary>Holder and waiters; the last of them removes the entry.</summary>
        public int Interested { get; set; }
    }

    private sealed class HeldLock(DistributedLocks locks, Entry entry) : IDisposable
    {
        private int _released;

        /// <summary>May be called on any thread, and more than once.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                locks.Release(entry);
            }
        }
    }
}
