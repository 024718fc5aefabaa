using Dashboard.Data.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Changes.Sqlite;

/// <summary>What was committed since the previous poll.</summary>
/// <param name="Everything">True when it is not known what changed, so that everything may have.</param>
/// <param name="Topics">The topics that changed, when they are known.</param>
public sealed record DetectedChanges(bool Everything, IReadOnlyList<string> Topics)
{
    public static DetectedChanges None { get; } = new(false, []);

    public static DetectedChanges Unknown { get; } = new(true, []);
}

/// <summary>
/// Detects what any process commits to a database, on a connection of its own: <c>PRAGMA data_version</c> says whether there was a commit,
/// in microseconds, and the table <c>change</c> says which topics it concerns.
/// </summary>
/// <param name="file">The database. It may be missing, and may be replaced, restored or downgraded at any time.</param>
public sealed class ChangeDetector(string file, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FileCheckInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Connection? _connection;
    private long _fileChecked;

    /// <summary>The path of the database.</summary>
    public string Database => file;

    /// <summary>Safe to call from any thread.</summary>
    /// <exception cref="SqliteException">
    /// The database cannot be read now. The next poll that succeeds returns <see cref="DetectedChanges.Everything"/>.
    /// </exception>
    public DetectedChanges Poll()
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
                        // Before the first start has created it, nothing can have changed.
                        return DetectedChanges.None;
                    }

                    _connection = Connection.Open(file);
                    _fileChecked = time.GetTimestamp();
                    return DetectedChanges.Unknown;
                }

                return _connection.Poll();
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

    /// <summary>
    /// Whether the path names another file by now, so that the open one never changes again. Checked once a second, because it takes a
    /// system call.
    /// </summary>
    private bool IsReplaced()
    {
        if (time.GetElapsedTime(_fileChecked) < FileCheckInterval)
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
            // Read before the file is opened, so that a replacement in between is noticed by the next check.
            var created = File.GetCreationTimeUtc(file);
            var database = (SqliteConnection)DatabaseFile.OpenExisting(file);
            try
            {
                var connection = new Connection(database) { FileCreated = created };
                connection.Poll();
                return connection;
            }
            catch
            {
                database.Dispose();
                throw;
            }
        }

        public DetectedChanges Poll()
        {
            // The version is read first: a commit between the two reads changes it again, so that the next poll reads the topics again.
            var version = (long)_version.ExecuteScalar()!;
            if (version == _seenVersion)
            {
                return DetectedChanges.None;
            }

            var changes = Read();
            _seenVersion = version;
            return changes;
        }

        private DetectedChanges Read()
        {
            var seen = _seenSequence;
            try
            {
                _seenSequence = (long)_newest.ExecuteScalar()!;
            }
            catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_ERROR)
            {
                // There is no table "change": the schema is older than it, or is being created.
                _seenSequence = 0;
                return DetectedChanges.Unknown;
            }

            if (_seenSequence == seen)
            {
                return DetectedChanges.None;
            }

            // A lower sequence means that a backup was restored; a much higher one, that topics were deleted from the table since.
            if (_seenSequence < seen || _seenSequence - seen > TopicChange.Kept)
            {
                return DetectedChanges.Unknown;
            }

            var topics = new List<string>();
            _newer.Parameters.Clear();
            _newer.Parameters.AddWithValue("$seen", seen);
            using var reader = _newer.ExecuteReader();
            while (reader.Read())
            {
                topics.Add(reader.GetString(0));
            }

            return new DetectedChanges(false, topics);
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
