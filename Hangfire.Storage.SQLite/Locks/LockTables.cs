using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Locks;

internal static class LockTables
{
    /// <summary>Byte-range locks where .NET supports them; rows on macOS, where it does not.</summary>
    /// <exception cref="SQLiteStorageException">The file of the locks cannot be used.</exception>
    public static ILockTable Create(JobDatabase database, DatabaseSettings settings)
    {
        if (settings.LocksInRows || OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() || OperatingSystem.IsFreeBSD())
        {
            return new RowLocks(database, settings.Clock, settings.RowLockLifetime);
        }

        var path = database.Path + "-locks";
        try
        {
            return new ByteRangeLocks(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SQLiteStorageException(
                $"The job storage '{database.Path}' cannot be used: the file of its locks, '{path}', is read-only or cannot be opened ({exception.Message}).", exception);
        }
    }
}
