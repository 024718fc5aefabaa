namespace Dashboard.Tests.Storage.Support;

/// <summary>The two clocks of a host: the wall clock, which somebody may set, and the time since it was started.</summary>
public sealed class HostClock(TimeSpan uptime) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = DateTimeOffset.UtcNow;
    private TimeSpan _uptime = uptime;

    public HostClock()
        : this(TimeSpan.FromDays(10))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _uptime.Ticks;
        }
    }

    public void Advance(TimeSpan time)
    {
        lock (_gate)
        {
            _now += time;
            _uptime += time;
        }
    }

    /// <summary>Sets the wall clock and nothing else.</summary>
    public void Jump(TimeSpan time)
    {
        lock (_gate)
        {
            _now += time;
        }
    }
}
