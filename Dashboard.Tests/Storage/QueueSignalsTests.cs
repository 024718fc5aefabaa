using Hangfire.Storage.SQLite.Queues;

namespace Dashboard.Tests.Storage;

public sealed class QueueSignalsTests
{
    private readonly QueueSignals _signals = new();

    [Fact]
    public void A_signal_wakes_one_waiter_of_its_queue_and_no_other()
    {
        using var other = _signals.Join(["other"]);
        using var first = _signals.Join(["default", "other"]);
        using var second = _signals.Join(["default"]);

        _signals.Signal("default");

        first.Wait(CancellationToken.None);
        Assert.Equal(1, _signals.CountWaiters()["default"]);
        Assert.Equal(1, _signals.CountWaiters()["other"]);
    }

    [Fact]
    public void A_waiter_that_leaves_passes_an_unused_signal_on()
    {
        using var stays = _signals.Join(["other", "default"]);
        var leaves = _signals.Join(["default"]);
        _signals.Signal("default");
        stays.Wait(CancellationToken.None);
        _signals.Signal("default");

        using var next = _signals.Join(["default"]);
        leaves.Dispose();

        next.Wait(CancellationToken.None);
    }

    [Fact]
    public void A_waiter_that_was_woken_keeps_its_signal()
    {
        var woken = _signals.Join(["default"]);
        using var waits = _signals.Join(["default"]);
        _signals.Signal("default");
        woken.Wait(CancellationToken.None);

        woken.Dispose();

        Assert.Equal(1, _signals.CountWaiters()["default"]);
    }

    [Fact]
    public void A_signal_without_waiters_is_forgotten()
    {
        _signals.Signal("default");

        Assert.False(_signals.HasWaiters);
        Assert.Empty(_signals.CountWaiters());
    }
}
