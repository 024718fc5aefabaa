using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Dashboard.Live;

/// <summary>
/// Running tasks over SignalR, for scripts, other programs and this program's own pages. <c>docs/live-clients.md</c> says how to follow it.
/// </summary>
[Authorize]
public sealed partial class TaskHub(TaskBoard board, LiveRights rights, TimeProvider time, ILogger<TaskHub> logger) : Hub
{
    public const string Address = "/hubs/tasks";

    /// <summary>A client hears of one task at most ten times a second.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>The workers' own pace is held upstream of the process's own connection, and its pages each have theirs.</summary>
    private static readonly TimeSpan OwnPace = TimeSpan.FromMilliseconds(20);

    /// <summary>How much one connection of a client watches at once: each costs a little for every message of every task.</summary>
    internal const int MaxWatched = 100;

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    /// <param name="scope"><c>all</c>, <c>release:NAME</c> or <c>task:ID</c>.</param>
    /// <param name="cancellation">The client watches no longer.</param>
    /// <returns>A snapshot, as soon as there is one, then what changes, until the caller may not watch any longer.</returns>
    /// <exception cref="HubException">There is no such thing to watch, or the caller may not.</exception>
    public async IAsyncEnumerable<TaskMessage> Watch(string scope, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!TaskScope.TryParse(scope, out var wanted))
        {
            throw new HubException("Watch \"all\", \"release:NAME\" or \"task:ID\".");
        }

        using var place = ((Places)Context.Items[typeof(Places)]!).Take()
            ?? throw new HubException($"One connection watches at most {MaxWatched} things at once. Watch \"all\" instead.");
        // The pages' visitors are checked one by one in TaskWatch.
        var own = IsOwn;
        using var followed = own ? null : await rights.FollowAsync(Context.User!, cancellation) ?? throw NotAllowed();
        var ended = followed?.Ended ?? CancellationToken.None;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, ended);
        using var subscription = await WatchAsync(wanted, own ? OwnPace : Pace, either.Token, ended)
            ?? throw new HubException($"There is no {(wanted.TaskId is null ? "release" : "task")} {scope[(scope.IndexOf(':', StringComparison.Ordinal) + 1)..]}.");
        await using var messages = subscription.ReadAsync(either.Token).GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync(messages, ended))
        {
            yield return messages.Current;
        }
    }

    public override Task OnConnectedAsync()
    {
        Context.Items[typeof(Places)] = new Places(IsOwn ? int.MaxValue : MaxWatched);
        return base.OnConnectedAsync();
    }

    /// <summary>Who came through the pipe is this process.</summary>
    private bool IsOwn => Context.Features.Get<OwnConnection>() is not null;

    private static async Task<bool> NextAsync(IAsyncEnumerator<TaskMessage> messages, CancellationToken ended)
    {
        try
        {
            return await messages.MoveNextAsync();
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            throw NotAllowed();
        }
    }

    /// <summary>In maintenance nothing can be read: who begins to watch then waits for its end, as who watches already does.</summary>
    private async Task<TaskSubscription?> WatchAsync(TaskScope scope, TimeSpan pace, CancellationToken cancellation, CancellationToken ended)
    {
        for (var told = false; ; told = true)
        {
            try
            {
                return await Task.Run(() => board.WatchAsync(scope, pace, cancellation), cancellation);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                throw NotAllowed();
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                if (!told)
                {
                    LogNotRead(error);
                }

                await Task.Delay(Retry, time, cancellation);
            }
        }
    }

    private static HubException NotAllowed() => new("Your access has ended. Sign in again, or use another token.");

    [LoggerMessage(LogLevel.Warning, "The tasks that a client wants to watch could not be read; they are tried again and again")]
    private partial void LogNotRead(Exception error);

    /// <summary>What a connection may still watch.</summary>
    private sealed class Places(int free)
    {
        private int _free = free;

        /// <returns>Given back when disposed; null when there is none.</returns>
        public IDisposable? Take()
        {
            if (Interlocked.Decrement(ref _free) >= 0)
            {
                return new Place(this);
            }

            Interlocked.Increment(ref _free);
            return null;
        }

        private sealed class Place(Places places) : IDisposable
        {
            public void Dispose() => Interlocked.Increment(ref places._free);
        }
    }
}
