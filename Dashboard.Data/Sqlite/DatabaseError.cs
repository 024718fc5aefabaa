using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Data.Sqlite;

/// <summary>
/// What an exception says about the database, so that callers need not know SQLite's error codes. Looks at the exception and at what caused it,
/// as EF Core wraps the database's error in one of its own.
/// </summary>
public static class DatabaseError
{
    /// <summary>Whether the database reported the error, whatever it was.</summary>
    public static bool Is(Exception error) => Find(error) is not null;

    /// <summary>Whether a constraint or a trigger refused the change.</summary>
    public static bool IsConstraint(Exception error) => Find(error)?.SqliteErrorCode == raw.SQLITE_CONSTRAINT;

    /// <summary>Whether the named constraint or trigger refused the change.</summary>
    public static bool IsConstraint(Exception error, string name) =>
        IsConstraint(error) && Find(error)!.Message.Contains(name, StringComparison.Ordinal);

    /// <summary>Whether another connection holds the lock that was needed; the same call may succeed later.</summary>
    public static bool IsBusy(Exception error) => Find(error)?.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>Whether there is no space left for the database.</summary>
    public static bool IsFull(Exception error) => Find(error)?.SqliteErrorCode == raw.SQLITE_FULL;

    /// <summary>Whether the file's content is lost, so that only a copy helps.</summary>
    public static bool IsDamage(Exception error) => Find(error)?.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT;

    /// <summary>Whether reading or writing the file failed below the database.</summary>
    public static bool IsInputOutput(Exception error) => Find(error)?.SqliteErrorCode == raw.SQLITE_IOERR;

    /// <summary>Says what an error means for the database file.</summary>
    /// <returns>What is wrong, as it continues the file's name, without a full stop.</returns>
    public static string Describe(DbException error) => Find(error)?.SqliteErrorCode switch
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
    private static string Reason(DbException error)
    {
        var start = error.Message.IndexOf('\'', StringComparison.Ordinal);
        var end = error.Message.LastIndexOf('\'');
        return end > start && start >= 0 ? error.Message[(start + 1)..end] : error.Message.TrimEnd('.');
    }

    private static SqliteException? Find(Exception? error)
    {
        while (error is not null and not SqliteException)
        {
            error = error.InnerException;
        }

        return error as SqliteException;
    }
}
