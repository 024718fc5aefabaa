using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Dashboard.Live;

/// <summary>
/// Running tasks over SignalR, for scripts, other programs and this program's own pages. <c>docs/live-clients.md</c> describes the protocol.
/// </summary>
[Authorize]
public sealed partial class TaskHub(TaskPublisher publisher, StreamAuthorizer authorizer, TimeProvider time, ILogger<TaskHub> logger) : Hub
{
    public const string Address = "/hubs/tasks";

    /// <summary>A client gets at most ten messages a second.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>Shorter for this process's own connection: its messages are throttled before, by the workers, and after, by each page.</summary>
    private static readonly TimeSpan InProcessPace = TimeSpan.FromMilliseconds(20);

    /// <summary>The most streams on one connection of a client: each costs a little for every message of every task.</summary>
    internal const int MaxStreams = 100;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    /// <param name="scope"><c>all</c>, <c>release:NAME</c> or <c>task:ID</c>.</param>
    /// <param name="cancellation">Cancelled when the client ends the stream.</param>
    /// <returns>A snapshot, then what changes, for as long as the caller may watch.</returns>
    /// <exception cref="HubException">The scope names nothing, or the caller may not watch it or not any longer.</exception>
    public async IAsyncEnumerable<TaskMessage> Watch(string scope, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!TaskScope.TryParse(scope, out var wanted))
        {
            throw new HubException("The scope must be \"all\", \"release:NAME\" or \"task:ID\".");
        }

        using var slot = ((StreamSlots)Context.Items[typeof(StreamSlots)]!).TryAcquire()
            ?? throw new HubException($"One connection can have at most {MaxStreams} streams. Watch \"all\" instead.");
        // TaskHubClient checks the rights of each page's visitor.
        var inProcess = IsInProcess;
        using var authorization = inProcess ? null : await authorizer.AuthorizeAsync(Context.User!, cancellation) ?? throw AccessEnded();
        var revoked = authorization?.Revoked ?? CancellationToken.None;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, revoked);
        using var subscription = await SubscribeAsync(wanted, inProcess ? InProcessPace : Pace, either.Token, revoked)
            ?? throw new HubException($"There is no {(wanted.TaskId is null ? "release" : "task")} {scope[(scope.IndexOf(':', StringComparison.Ordinal) + 1)..]}.");
        await using var messages = subscription.ReadAsync(either.Token).GetAsyncEnumerator(CancellationToken.None);
        while (await MoveNextAsync(messages, revoked))
        {
            yield return messages.Current;
        }
    }

    public override Task OnConnectedAsync()
    {
        Context.Items[typeof(StreamSlots)] = new StreamSlots(IsInProcess ? int.MaxValue : MaxStreams);
        return base.OnConnectedAsync();
    }

    /// <summary>Whether the connection is this process's own.</summary>
    private bool IsInProcess => Context.Features.Get<InProcessConnection>() is not null;

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<TaskMessage> messages, CancellationToken revoked)
    {
        try
        {
            return await messages.MoveNextAsync();
        }
        catch (OperationCanceledException) when (revoked.IsCancellationRequested)
        {
            throw AccessEnded();
        }
    }

    /// <summary>Waits while the tasks cannot be read, such as in maintenance mode: a stream that is open already waits as well.</summary>
    private async Task<TaskSubscription?> SubscribeAsync(TaskScope scope, TimeSpan pace, CancellationToken cancellation, CancellationToken revoked)
    {
        for (var logged = false; ; logged = true)
        {
            try
            {
                return await Task.Run(() => publisher.SubscribeAsync(scope, pace, cancellation), cancellation);
            }
            catch (OperationCanceledException) when (revoked.IsCancellationRequested)
            {
                throw AccessEnded();
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                if (!logged)
                {
                    LogReadFailed(error);
                }

                await Task.Delay(RetryInterval, time, cancellation);
            }
        }
    }

    private static HubException AccessEnded() => new("Your access has ended. Sign in again, or use another token.");

    [LoggerMessage(LogLevel.Warning, "Reading the tasks that a client subscribes to failed; the read is retried until it succeeds")]
    private partial void LogReadFailed(Exception error);

    /// <summary>Limits the streams of one connection.</summary>
    private sealed class StreamSlots(int free)
    {
        private int _free = free;

        /// <returns>Released when disposed; null when all are in use.</returns>
        public IDisposable? TryAcquire()
        {
            if (Interlocked.Decrement(ref _free) >= 0)
            {
                return new Slot(this);
            }

            Interlocked.Increment(ref _free);
            return null;
        }

        private sealed class Slot(StreamSlots slots) : IDisposable
        {
            public void Dispose() => Interlocked.Increment(ref slots._free);
        }
    }
}
