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

    private static SqliteException? Find(Exception? error)
    {
        while (error is not null and not SqliteException)
        {
            error = error.InnerException;
        }

        return error as SqliteException;
    }
}
