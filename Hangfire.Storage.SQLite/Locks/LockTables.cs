using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Locks;

internal static class LockTables
{
    /// <summary>Byte-range locks where there are any; macOS has none in .NET, and gets rows.</summary>
    public static ILockTable Create(JobDatabase database, DatabaseSettings settings) =>
        settings.LocksInRows || OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() || OperatingSystem.IsFreeBSD()
            ? new RowLocks(database, settings.Clock, settings.RowLockLifetime)
            : new ByteRangeLocks(database.Path + "-locks");
}
