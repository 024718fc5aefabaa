using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Changes;

/// <summary>What was committed since the look before.</summary>
/// <param name="Everything">What changed is not known: take everything for changed.</param>
/// <param name="Topics">What changed, when it is known.</param>
public sealed record ChangeLook(bool Everything, IReadOnlyList<string> Topics)
{
    public static ChangeLook Nothing { get; } = new(false, []);

    public static ChangeLook Unknown { get; } = new(true, []);
}

/// <summary>
/// Sees what anybody commits to a database, other processes included, on a connection of its own. A look costs microseconds while nothing
/// was committed.
/// </summary>
/// <param name="file">The database. It may be missing, and may be replaced, restored or taken down to an older schema at any time.</param>
public sealed class ChangeLog(string file, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan CheckFileEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Connection? _connection;
    private long _fileChecked;

    /// <summary>Safe to call from any thread.</summary>
    /// <exception cref="SqliteException">The database cannot be read now. The next look that can says <see cref="ChangeLook.Everything"/>.</exception>
    public ChangeLook Look()
    {
        lock (_lock)
        {
            try
            {
                if (_connection is null || IsReplaced())
                {
                    Close();
                    if (!File.Exists(file))
                    {
                        // At the first start it is not made yet: nobody has changed anything.
                        return ChangeLook.Nothing;
                    }

                    _connection = Connection.Open(file);
                    _fileChecked = time.GetTimestamp();
                    return ChangeLook.Unknown;
                }

                return _connection.Look();
            }
            catch (Exception)
            {
                Close();
                throw;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Close();
        }
    }

    /// <summary>Whether another file has taken the name: the open one would never change again. Asked once a second, because it costs a system call.</summary>
    private bool IsReplaced()
    {
        if (time.GetElapsedTime(_fileChecked) < CheckFileEvery)
        {
            return false;
        }

        _fileChecked = time.GetTimestamp();
        return File.GetCreationTimeUtc(file) != _connection!.FileCreated;
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private sealed class Connection : IDisposable
    {
        private readonly SqliteConnection _database;
        private readonly SqliteCommand _version;
        private readonly SqliteCommand _newest;
        private readonly SqliteCommand _newer;
        private long _seenVersion = -1;
        private long _seenSequence;

        private Connection(SqliteConnection database)
        {
            _database = database;
            _version = Command("PRAGMA data_version");
            _newest = Command("SELECT coalesce(max(sequence), 0) FROM change");
            _newer = Command("SELECT topic FROM change WHERE sequence > $seen ORDER BY sequence");
        }

        public DateTime FileCreated { get; private init; }

        public static Connection Open(string file)
        {
            // Asked before it is opened: a file that comes in between is seen by the next check.
            var created = File.GetCreationTimeUtc(file);
            var database = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
                DefaultTimeout = 1,
            }.ToString());
            try
            {
                database.Open();
                var connection = new Connection(database) { FileCreated = created };
                connection.Look();
                return connection;
            }
            catch
            {
                database.Dispose();
                throw;
            }
        }

        public ChangeLook Look()
        {
            // The version first: what is committed between the two is looked for again.
            var version = (long)_version.ExecuteScalar()!;
            if (version == _seenVersion)
            {
                return ChangeLook.Nothing;
            }

            var look = Read();
            _seenVersion = version;
            return look;
        }

        private ChangeLook Read()
        {
            var seen = _seenSequence;
            try
            {
                _seenSequence = (long)_newest.ExecuteScalar()!;
            }
            catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_ERROR)
            {
                // No such table: a schema from before it, or a database that is being made.
                _seenSequence = 0;
                return ChangeLook.Unknown;
            }

            if (_seenSequence == seen)
            {
                return ChangeLook.Nothing;
            }

            // Lower: an older state was restored. Much higher: topics have gone from the table by now.
            if (_seenSequence < seen || _seenSequence - seen > TopicChange.Kept)
            {
                return ChangeLook.Unknown;
            }

            var topics = new List<string>();
            _newer.Parameters.Clear();
            _newer.Parameters.AddWithValue("$seen", seen);
            using var reader = _newer.ExecuteReader();
            while (reader.Read())
            {
                topics.Add(reader.GetString(0));
            }

            return new ChangeLook(false, topics);
        }

        public void Dispose()
        {
            _version.Dispose();
            _newest.Dispose();
            _newer.Dispose();
            _database.Dispose();
        }

        private SqliteCommand Command(string sql)
        {
            var command = _database.CreateCommand();
            command.CommandText = sql;
            return command;
        }
    }
}
