using Hangfire.Logging;

namespace Hangfire.Storage.SQLite;

/// <summary>
/// Hangfire's log, looked up for every message: it belongs to the process, and is replaced with every
/// host that is built. When that host is gone, the message is dropped, and the storage does not fail.
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
