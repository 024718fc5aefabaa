using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Queues;

/// <summary>The statements that work on the queues.</summary>
internal static class QueueSql
{
    /// <summary>Ignores jobs that do not exist.</summary>
    public static readonly Sql Add = new("""
        INSERT INTO hangfire_queue (queue, job_id) SELECT ?1, id FROM hangfire_job WHERE id = ?2
        """);

    /// <summary>
    /// Fetches one message: one of a dead owner first, otherwise the oldest in the queue. An owner is dead when it has not
    /// reported for the invisibility timeout (?2), or in an uptime that is yet to come (?3 is now).
    /// </summary>
    public static readonly Sql Fetch = new("""
        UPDATE hangfire_queue SET fetched_uptime = ?3, fetched_at = ?4, owner = ?5
        WHERE id = coalesce(
            (SELECT id FROM hangfire_queue WHERE queue = ?1 AND fetched_uptime < ?2 ORDER BY fetched_uptime LIMIT 1),
            (SELECT id FROM hangfire_queue WHERE queue = ?1 AND fetched_uptime > ?3 ORDER BY fetched_uptime LIMIT 1),
            (SELECT id FROM hangfire_queue WHERE queue = ?1 AND fetched_uptime IS NULL ORDER BY id LIMIT 1))
        RETURNING id, job_id
        """);

    /// <summary>How many messages could be fetched, counted up to ?4.</summary>
    public static readonly Sql CountReady = new("""
        SELECT count(*) FROM (
            SELECT 1 FROM (SELECT id FROM hangfire_queue WHERE queue = ?1 AND fetched_uptime IS NULL LIMIT ?4)
            UNION ALL SELECT 1 FROM (SELECT id FROM hangfire_queue WHERE queue = ?1 AND fetched_uptime < ?2 LIMIT ?4)
            UNION ALL SELECT 1 FROM (SELECT id FROM hangfire_queue WHERE queue = ?1 AND fetched_uptime > ?3 LIMIT ?4))
        """);

    public static readonly Sql Remove = new("DELETE FROM hangfire_queue WHERE id = ?1 AND owner = ?2");

    public static readonly Sql Requeue = new("""
        UPDATE hangfire_queue SET fetched_uptime = NULL, fetched_at = NULL, owner = NULL WHERE id = ?1 AND owner = ?2
        """);

    public static readonly Sql KeepAlive = new("UPDATE hangfire_queue SET fetched_uptime = ?3 WHERE id = ?1 AND owner = ?2");
}
