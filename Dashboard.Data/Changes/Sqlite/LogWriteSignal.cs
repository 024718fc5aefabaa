namespace Dashboard.Data.Changes.Sqlite;

/// <summary>
/// Signals whenever any process writes to a database's write-ahead log, as the operating system reports it, so that a database in which nothing
/// happens need not be polled often.
/// </summary>
public sealed class LogWriteSignal : IDisposable
{
    private readonly FileSystemWatcher? _watcher;

    /// <param name="database">The path of the database, in a directory that exists.</param>
    /// <param name="written">Called on any thread, several times for one commit.</param>
    public LogWriteSignal(string database, Action written)
    {
        try
        {
            _watcher = new FileSystemWatcher(Path.GetDirectoryName(Path.GetFullPath(database))!, Path.GetFileName(database) + "-wal")
            {
                NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.FileName,
            };
            _watcher.Changed += (_, _) => written();
            _watcher.Created += (_, _) => written();
            // More events than the system's buffer holds.
            _watcher.Error += (_, _) => written();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception error) when (error is IOException or ArgumentException or PlatformNotSupportedException)
        {
            // The system gives no more watches to this user.
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    /// <summary>Whether each commit is signalled at once. Windows reports writes to an open file late, and macOS in batches.</summary>
    public bool IsPrompt => _watcher is not null && OperatingSystem.IsLinux();

    /// <inheritdoc/>
    public void Dispose() => _watcher?.Dispose();
}
