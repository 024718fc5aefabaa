using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Data.Sqlite;

/// <summary>What an error of SQLite means for the database file.</summary>
internal static class SqliteProblem
{
    /// <returns>What is wrong, as it continues the file's name, without a full stop.</returns>
    public static string Of(SqliteException error) => error.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB => "is not an SQLite database",
        raw.SQLITE_CORRUPT => $"is damaged or cut off: {Reason(error)}",
        raw.SQLITE_READONLY => $"cannot be written: {Reason(error)}",
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => $"cannot be opened: {Reason(error)}",
        raw.SQLITE_FULL => "cannot be written: there is no space left on its file system",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "is locked by another program",
        raw.SQLITE_IOERR => $"cannot be read or written: {Reason(error)}",
        _ => $"cannot be used: {Reason(error)}",
    };

    /// <summary>SQLite's own words, out of "SQLite Error 11: 'database disk image is malformed'.".</summary>
    private static string Reason(SqliteException error)
    {
        var start = error.Message.IndexOf('\'', StringComparison.Ordinal);
        var end = error.Message.LastIndexOf('\'');
        return end > start && start >= 0 ? error.Message[(start + 1)..end] : error.Message.TrimEnd('.');
    }
}
