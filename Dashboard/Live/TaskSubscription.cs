using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Dashboard.Live;

/// <summary>
/// The messages of one subscriber. It holds the latest state of each task until the subscriber reads it: a slow subscriber gets fewer
/// messages, not older ones, and delays nobody else.
/// </summary>
public sealed class TaskSubscription : IDisposable
{
    /// <summary>When more tasks than this are pending, they are dropped and the subscriber gets a snapshot.</summary>
    private const int MaxPending = 2 * TaskPublisher.MaxSnapshot;

    private readonly TaskPublisher _publisher;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<long, TaskState> _pending = [];
    private readonly HashSet<long> _removed = [];
    private TaskSnapshot? _snapshot;
    private bool _wantsSnapshot;

    internal TaskSubscription(TaskPublisher publisher, TaskScope scope, TimeSpan pace, TaskSnapshot snapshot, TimeProvider time)
    {
        (_publisher, _time, _snapshot) = (publisher, time, snapshot);
        (Scope, Pace) = (scope, pace);
        _signals.Writer.TryWrite(true);
    }

    public TaskScope Scope { get; }

    /// <summary>The least time between two messages.</summary>
    public TimeSpan Pace { get; }

    /// <summary>Reads the messages, a snapshot first, until cancelled. For a single reader.</summary>
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
                    await _publisher.RenewAsync(this, cancellation);
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

    /// <summary>Replaces everything that the subscriber has received and everything that is pending.</summary>
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

    public void Dispose() => _publisher.Unsubscribe(this);

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
                message = new(TaskMessage.Snapshot, _publisher.Epoch, sequence, snapshot.Tasks, [], snapshot.Truncated);
                if (_pending.Count > 0 || _removed.Count > 0)
                {
                    _signals.Writer.TryWrite(true);
                }
            }
            else if (_pending.Count > 0 || _removed.Count > 0)
            {
                message = new(TaskMessage.Delta, _publisher.Epoch, sequence, [.. _pending.Values], [.. _removed], Truncated: false);
                _pending.Clear();
                _removed.Clear();
            }

            return message;
        }
    }
}

/// <param name="Truncated">Whether there are older tasks that it does not name.</param>
internal sealed record TaskSnapshot(IReadOnlyList<TaskState> Tasks, bool Truncated);
