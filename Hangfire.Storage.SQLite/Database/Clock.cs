namespace Hangfire.Storage.SQLite.Database;

/// <summary>
/// Two clocks. The wall clock is for people and for expiry. The host's uptime decides which owners are dead: it never
/// jumps, and every process on the host reads the same value. It restarts from zero with the host, so an uptime in the
/// future was recorded before the restart, and its owner is dead.
/// </summary>
internal sealed class Clock(TimeProvider time)
{
    public DateTime UtcNow => time.GetUtcNow().UtcDateTime;

    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Milliseconds since the host was started.</summary>
    public long Uptime => (long)(time.GetTimestamp() / (time.TimestampFrequency / 1000.0));

    /// <returns>Milliseconds since 1970; an expiry beyond the calendar is its last day.</returns>
    public long After(TimeSpan expireIn) => Add(Now, expireIn);

    public static long Add(long milliseconds, TimeSpan expireIn) =>
        (long)Math.Clamp(milliseconds + expireIn.TotalMilliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());

    public static long Milliseconds(DateTime instant) =>
        new DateTimeOffset(instant.Kind == DateTimeKind.Local ? instant.ToUniversalTime() : DateTime.SpecifyKind(instant, DateTimeKind.Utc))
            .ToUnixTimeMilliseconds();

    public static DateTime Instant(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;

    public static DateTime? Instant(long? milliseconds) => milliseconds is { } known ? Instant(known) : null;
}
