using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Dashboard.Live;

/// <summary>
/// One watcher's messages. It keeps the latest state of each task until the watcher takes it: who is slow gets fewer messages, not older
/// ones, and costs nobody else anything.
/// </summary>
public sealed class TaskSubscription : IDisposable
{
    /// <summary>With more tasks than that waiting, they are let go, and the watcher gets a snapshot.</summary>
    private const int MaxPending = 2 * TaskBoard.MaxSnapshot;

    private readonly TaskBoard _board;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<long, TaskState> _pending = [];
    private readonly HashSet<long> _removed = [];
    private TaskSnapshot? _snapshot;
    private bool _wantsSnapshot;

    internal TaskSubscription(TaskBoard board, TaskScope scope, TimeSpan pace, TaskSnapshot snapshot, TimeProvider time)
    {
        (_board, _time, _snapshot) = (board, time, snapshot);
        (Scope, Pace) = (scope, pace);
        _signals.Writer.TryWrite(true);
    }

    public TaskScope Scope { get; }

    /// <summary>The least time between two messages.</summary>
    public TimeSpan Pace { get; }

    /// <summary>The messages, a snapshot first, until cancelled. For one reader.</summary>
    public async IAsyncEnumerable<TaskMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var sequence = 0L; ; sequence++)
        {
            TaskMessage? message;
            do
            {
                await _signals.Reader.ReadAsync(cancellation);
                if (WantsSnapshot())
                {
                    await _board.RenewAsync(this, cancellation);
                }

                message = Take(sequence);
            }
            while (message is null);

            yield return message;
            await Task.Delay(Pace, _time, cancellation);
        }
    }

    internal void Post(TaskState state)
    {
        lock (_lock)
        {
            _pending[state.Id] = state;
            if (_pending.Count > MaxPending)
            {
                _pending.Clear();
                _wantsSnapshot = true;
            }
        }

        _signals.Writer.TryWrite(true);
    }

    internal void PostRemoval(long taskId)
    {
        lock (_lock)
        {
            _pending.Remove(taskId);
            _removed.Add(taskId);
        }

        _signals.Writer.TryWrite(true);
    }

    /// <summary>All that the watcher had may be wrong.</summary>
    internal void PostSnapshot(TaskSnapshot snapshot)
    {
        lock (_lock)
        {
            _snapshot = snapshot;
            _pending.Clear();
            _removed.Clear();
        }

        _signals.Writer.TryWrite(true);
    }

    public void Dispose() => _board.End(this);

    private bool WantsSnapshot()
    {
        lock (_lock)
        {
            var wants = _wantsSnapshot;
            _wantsSnapshot = false;
            return wants;
        }
    }

    private TaskMessage? Take(long sequence)
    {
        lock (_lock)
        {
            TaskMessage? message = null;
            if (_snapshot is { } snapshot)
            {
                _snapshot = null;
                message = new(TaskMessage.Snapshot, _board.Epoch, sequence, snapshot.Tasks, [], snapshot.Truncated);
                if (_pending.Count > 0 || _removed.Count > 0)
                {
                    _signals.Writer.TryWrite(true);
                }
            }
            else if (_pending.Count > 0 || _removed.Count > 0)
            {
                message = new(TaskMessage.Delta, _board.Epoch, sequence, [.. _pending.Values], [.. _removed], Truncated: false);
                _pending.Clear();
                _removed.Clear();
            }

            return message;
        }
    }
}

/// <param name="Truncated">There are older tasks.</param>
internal sealed record TaskSnapshot(IReadOnlyList<TaskState> Tasks, bool Truncated);
