using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Live;

/// <summary>A clock that says when somebody begins to wait for it: advanced earlier, it would be waited for in vain.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    public SemaphoreSlim Waits { get; } = new(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Waits.Release();
        return timer;
    }
}
