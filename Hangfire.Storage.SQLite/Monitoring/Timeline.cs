using System.Globalization;
using Hangfire.Storage.SQLite.Data;
using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Monitoring;

/// <summary>
/// The graphs, read from the counters that Hangfire's statistics filter writes: stats:succeeded:2026-11-23 for a day,
/// stats:succeeded:2026-11-23-14 for an hour, in UTC. Every day and hour is there, newest first.
/// </summary>
internal static class Timeline
{
    public static Dictionary<DateTime, long> Days(SQLiteHandle handle, string type, DateTime now) =>
        Enumerable.Range(0, 7).Select(ago => now.Date.AddDays(-ago))
            .ToDictionary(day => day, day => Read(handle, type, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    public static Dictionary<DateTime, long> Hours(SQLiteHandle handle, string type, DateTime now) =>
        Enumerable.Range(0, 24).Select(ago => now.AddHours(-ago))
            .ToDictionary(hour => hour, hour => Read(handle, type, hour.ToString("yyyy-MM-dd-HH", CultureInfo.InvariantCulture)));

    private static long Read(SQLiteHandle handle, string type, string period) => CounterTable.Get(handle, $"stats:{type}:{period}");
}
