using Hangfire.Storage.Monitoring;
using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Data;

/// <summary>The servers that have announced themselves. The host's uptime decides which of them are dead.</summary>
internal static class ServerTable
{
    private static readonly Sql AnnounceSql = new("""
        INSERT INTO hangfire_server (id, worker_count, queues, started_at, heartbeat_at, heartbeat_uptime) VALUES (?1, ?2, ?3, ?4, ?4, ?5)
        ON CONFLICT (id) DO UPDATE SET worker_count = excluded.worker_count, queues = excluded.queues,
            started_at = excluded.started_at, heartbeat_at = excluded.heartbeat_at, heartbeat_uptime = excluded.heartbeat_uptime
        """);

    private static readonly Sql HeartbeatSql = new("UPDATE hangfire_server SET heartbeat_at = ?2, heartbeat_uptime = ?3 WHERE id = ?1");
    private static readonly Sql RemoveSql = new("DELETE FROM hangfire_server WHERE id = ?1");
    private static readonly Sql RemoveSilentSql = new("DELETE FROM hangfire_server WHERE heartbeat_uptime < ?1 OR heartbeat_uptime > ?2");
    private static readonly Sql AllSql = new("SELECT id, worker_count, queues, started_at, heartbeat_at FROM hangfire_server ORDER BY id");

    public static void Announce(SQLiteHandle handle, string id, int workerCount, string queues, Clock clock) =>
        handle[AnnounceSql].Bind(id).Bind(workerCount).Bind(queues).Bind(clock.Now).Bind(clock.Uptime).Execute();

    /// <returns>False when the server has been removed.</returns>
    public static bool Heartbeat(SQLiteHandle handle, string id, Clock clock) =>
        handle[HeartbeatSql].Bind(id).Bind(clock.Now).Bind(clock.Uptime).Execute() > 0;

    public static void Remove(SQLiteHandle handle, string id) => handle[RemoveSql].Bind(id).Execute();

    /// <returns>How many had been silent for longer than the timeout.</returns>
    public static int RemoveSilent(SQLiteHandle handle, TimeSpan timeout, Clock clock) =>
        handle[RemoveSilentSql].Bind(clock.Uptime - (long)timeout.TotalMilliseconds).Bind(clock.Uptime).Execute();

    public static List<ServerDto> All(SQLiteHandle handle)
    {
        using var row = handle[AllSql];
        var servers = new List<ServerDto>();
        while (row.Read())
        {
            servers.Add(new ServerDto
            {
                Name = row.Text(0),
                WorkersCount = (int)row.Int64(1),
                Queues = StateJson.ReadQueues(row.Text(2)),
                StartedAt = Clock.Instant(row.Int64(3)),
                Heartbeat = Clock.Instant(row.Int64(4)),
            });
        }

        return servers;
    }
}
