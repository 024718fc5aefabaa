namespace Hangfire.Storage.SQLite;

/// <summary>The file of the job storage cannot be used: it is full, read-only, damaged, too new, or not a database.</summary>
public sealed class SQLiteStorageException : Exception
{
    public SQLiteStorageException()
    {
    }

    public SQLiteStorageException(string message)
        : base(message)
    {
    }

    public SQLiteStorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
