using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Live;

/// <summary>A clock that reports when something starts to wait for it. Advancing it before that would have no effect.</summary>
internal sealed class ObservedTimeProvider : FakeTimeProvider
{
    public SemaphoreSlim Waits { get; } = new(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Waits.Release();
        return timer;
    }
}
