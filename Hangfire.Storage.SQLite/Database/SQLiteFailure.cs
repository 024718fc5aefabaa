using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hangfire.Storage.SQLite.Database;

/// <summary>Describes what SQLite's result codes mean for the job storage.</summary>
internal static class SQLiteFailure
{
    public static SQLiteStorageException Describe(SqliteException exception, string path)
    {
        var reason = exception.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => "the disk, or the size that the database may have, is full; nothing of this commit was written",
            raw.SQLITE_READONLY => "the file or its directory is read-only",
            raw.SQLITE_NOTADB => "the file is not an SQLite database (or is encrypted with another key)",
            raw.SQLITE_CORRUPT => "the file is damaged",
            raw.SQLITE_CANTOPEN => "the file cannot be opened: its directory is missing or read-only, or access to it is denied",
            raw.SQLITE_PERM or raw.SQLITE_AUTH => "access to the file is denied",
            raw.SQLITE_IOERR => "reading or writing the file failed",
            raw.SQLITE_BUSY => "another process kept the file locked for too long",
            _ => "SQLite reports an error",
        };
        return new SQLiteStorageException($"The job storage '{path}' cannot be used: {reason} ({exception.Message}).", exception);
    }

    /// <summary>After these errors a handle must be reopened, because its cache may be wrong.</summary>
    public static bool SpoilsHandle(SqliteException exception) =>
        exception.SqliteErrorCode is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_CANTOPEN or raw.SQLITE_MISUSE;
}
