using Hangfire.Logging;

namespace Hangfire.Storage.SQLite;

/// <summary>
/// Hangfire's log, asked for when there is something to write: it belongs to the process, and is replaced with every
/// host that is built. What cannot be written because that host is gone is no reason for the storage to fail.
/// </summary>
internal static class StorageLog
{
    public static void Write(LogLevel level, string message, Exception? exception = null)
    {
        try
        {
            LogProvider.GetLogger("Hangfire.Storage.SQLite").Log(level, () => message, exception);
        }
        catch (ObjectDisposedException)
        {
            // The logger factory of a host that has been disposed of.
        }
    }
}
