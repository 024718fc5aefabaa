using System.Globalization;

namespace Dashboard.Data.Schema;

/// <summary>
/// Says which servers are serving a state directory, so that the command line does not run a schema change beside
/// them. Each server holds a file of its own in <c>servers/</c>; what a dead one leaves is not held and does not count.
/// Take it before <see cref="SchemaEngine.UpgradeAsync"/>: a run that looks for servers has the schema lock by then.
/// </summary>
public sealed class StateLock : IDisposable
{
    private readonly FileLock _held;
    private readonly string _path;

    private StateLock(FileLock held, string path) => (_held, _path) = (held, path);

    /// <summary>Marks this process as serving the directory until disposed.</summary>
    /// <param name="stateDirectory">The state directory; made when missing.</param>
    /// <param name="purpose">What the process does there, as it completes "to ...": <c>serve http://localhost:5080</c>.</param>
    public static StateLock Hold(string stateDirectory, string purpose)
    {
        while (true)
        {
            // More than one host may live in a process (tests do it), so the id alone is not enough.
            var name = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Guid.NewGuid():N}.lock");
            var path = Path.Combine(stateDirectory, "servers", name);
            // Somebody who looks for servers may probe the file in the moment between its making and its locking.
            if (FileLock.TryTake(path, purpose) is { } held)
            {
                return new(held, path);
            }
        }
    }

    /// <summary>The servers that serve the directory now. Files of dead ones are cleared away.</summary>
    public static IReadOnlyList<LockOwner> Servers(string stateDirectory)
    {
        var directory = Path.Combine(stateDirectory, "servers");
        if (!Directory.Exists(directory))
        {
            return [];
        }

        var servers = new List<LockOwner>();
        foreach (var path in Directory.EnumerateFiles(directory, "*.lock"))
        {
            if (FileLock.IsHeld(path))
            {
                servers.Add(FileLock.Owner(path) ?? new(0, "a server", Environment.MachineName, File.GetLastWriteTimeUtc(path), "serve"));
            }
            else
            {
                Delete(path);
            }
        }

        return servers;
    }

    /// <summary>This process serves the directory no longer.</summary>
    public void Dispose()
    {
        _held.Dispose();
        Delete(_path);
    }

    private static void Delete(string path)
    {
        File.Delete(path);
        File.Delete(path + ".json");
    }
}
