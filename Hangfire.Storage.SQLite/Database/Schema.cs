namespace Hangfire.Storage.SQLite.Database;

/// <summary>The tables and the version number of their schema.</summary>
/// <remarks>
/// Instants are milliseconds since 1970 UTC. Text that is looked up is compared byte by byte. A growing table is never
/// counted: the totals are kept by triggers, in the transaction of what they count.
/// </remarks>
internal static class Schema
{
    public const int Version = 1;

    private static readonly Sql VersionSql = new("SELECT version FROM hangfire_schema");

    private const string Tables = """
        CREATE TABLE hangfire_schema (version INTEGER NOT NULL) STRICT;

        -- Ids are reserved in blocks before they are used, and none is ever given twice.
        CREATE TABLE hangfire_sequence (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO hangfire_sequence VALUES ('job', 1);

        CREATE TABLE hangfire_job (
            id INTEGER PRIMARY KEY,
            state_id INTEGER,
            state_name TEXT,
            type TEXT,
            method TEXT,
            parameter_types TEXT,
            arguments TEXT,
            queue TEXT,
            created_at INTEGER NOT NULL,
            expire_at INTEGER
        ) STRICT;
        -- The enqueued are listed by their queue; leaving them out saves two pages of every enqueueing.
        CREATE INDEX ix_hangfire_job_state ON hangfire_job (state_name, state_id) WHERE state_name <> 'Enqueued';
        CREATE INDEX ix_hangfire_job_expire_at ON hangfire_job (expire_at) WHERE expire_at IS NOT NULL;

        CREATE TABLE hangfire_job_parameter (
            job_id INTEGER NOT NULL REFERENCES hangfire_job (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            value TEXT,
            PRIMARY KEY (job_id, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE hangfire_state (
            id INTEGER PRIMARY KEY,
            job_id INTEGER NOT NULL REFERENCES hangfire_job (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            reason TEXT,
            data TEXT,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX ix_hangfire_state_job_id ON hangfire_state (job_id);

        -- Without a reference to the job: a message outlives it, for the worker to drop.
        -- fetched_uptime and owner are NULL while the message waits.
        CREATE TABLE hangfire_queue (
            id INTEGER PRIMARY KEY,
            queue TEXT NOT NULL,
            job_id INTEGER NOT NULL,
            fetched_uptime INTEGER,
            fetched_at INTEGER,
            owner INTEGER
        ) STRICT;
        CREATE INDEX ix_hangfire_queue ON hangfire_queue (queue, fetched_uptime);

        CREATE TABLE hangfire_server (
            id TEXT PRIMARY KEY,
            worker_count INTEGER NOT NULL,
            queues TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            heartbeat_at INTEGER NOT NULL,
            heartbeat_uptime INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE hangfire_set (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            score REAL NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX uq_hangfire_set_key_value ON hangfire_set (key, value);
        CREATE INDEX ix_hangfire_set_key_score ON hangfire_set (key, score);

        CREATE TABLE hangfire_hash (
            key TEXT NOT NULL,
            field TEXT NOT NULL,
            value TEXT,
            PRIMARY KEY (key, field)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE hangfire_list (id INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT NOT NULL) STRICT;
        CREATE INDEX ix_hangfire_list_key ON hangfire_list (key);

        -- When a set, hash or list as a whole ends; no row for those that stay.
        CREATE TABLE hangfire_expiry (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            expire_at INTEGER NOT NULL,
            PRIMARY KEY (kind, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX ix_hangfire_expiry_expire_at ON hangfire_expiry (kind, expire_at);

        CREATE TABLE hangfire_counter (
            key TEXT PRIMARY KEY,
            value INTEGER NOT NULL,
            expire_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX ix_hangfire_counter_expire_at ON hangfire_counter (expire_at) WHERE expire_at IS NOT NULL;

        -- Distributed locks where the operating system has no byte-range locks.
        CREATE TABLE hangfire_lock (
            resource TEXT PRIMARY KEY,
            owner INTEGER NOT NULL,
            held_uptime INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- How many jobs are in a state, how many messages in a queue.
        CREATE TABLE hangfire_total (
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (kind, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER tr_hangfire_job_state AFTER UPDATE OF state_name ON hangfire_job WHEN NEW.state_name IS NOT OLD.state_name BEGIN
            UPDATE hangfire_total SET count = count - 1 WHERE kind = 'state' AND name = OLD.state_name;
            INSERT INTO hangfire_total VALUES ('state', NEW.state_name, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER tr_hangfire_job_delete AFTER DELETE ON hangfire_job WHEN OLD.state_name IS NOT NULL BEGIN
            UPDATE hangfire_total SET count = count - 1 WHERE kind = 'state' AND name = OLD.state_name;
        END;
        CREATE TRIGGER tr_hangfire_queue_insert AFTER INSERT ON hangfire_queue BEGIN
            INSERT INTO hangfire_total VALUES ('queue', NEW.queue, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER tr_hangfire_queue_delete AFTER DELETE ON hangfire_queue BEGIN
            UPDATE hangfire_total SET count = count - 1 WHERE kind = 'queue' AND name = OLD.queue;
        END;
        """;

    /// <summary>Creates what is missing. Called inside a write transaction, so that of several processes one does it.</summary>
    /// <exception cref="SQLiteStorageException">The file was written by a newer version.</exception>
    public static void Install(SQLiteHandle handle, string path)
    {
        if (handle.Run("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'hangfire_schema'") is null)
        {
            handle.Run(Tables);
            handle.Run($"INSERT INTO hangfire_schema VALUES ({Version})");
            return;
        }

        var found = handle[VersionSql].Scalar()
            ?? throw new SQLiteStorageException($"The job storage '{path}' does not say which version its tables have.");
        if (found > Version)
        {
            throw new SQLiteStorageException(
                $"The job storage '{path}' has version {found} of the tables, and this program knows only version {Version}. Use a newer program, or another file.");
        }
    }
}
