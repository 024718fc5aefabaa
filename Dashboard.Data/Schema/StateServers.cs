namespace Dashboard.Data.Schema;

/// <summary>
/// The servers that work on a state directory. Each holds a locked file in <c>servers/</c>, and beside it a mark while it works on the
/// database. What a dead one leaves is not locked and does not count.
/// </summary>
public static class StateServers
{
    private const string LockEnding = ".lock";
    private const string OpenEnding = ".open";

    /// <summary>The locked file of a server.</summary>
    public static string LockOf(string stateDirectory, string name) => Path.Combine(stateDirectory, "servers", Path.GetFileName(name) + LockEnding);

    /// <summary>The processes that serve the directory now, also those that only say that they cannot.</summary>
    public static IReadOnlyList<LockOwner> Of(string stateDirectory) => Held(stateDirectory).Select(server => server.Owner).ToList();

    /// <summary>Those that work on the database: they have not heard of a change of its schema, or have not come to an end.</summary>
    /// <param name="except">The name of the server that asks; null when none does.</param>
    public static IReadOnlyList<LockOwner> Working(string stateDirectory, string? except = null) =>
        Held(stateDirectory).Where(server => server.Name != except && File.Exists(OpenMark(stateDirectory, server.Name))).Select(server => server.Owner).ToList();

    /// <summary>
    /// Says that a server works on the database, or does not any more. A server that has set the mark looks afterwards whether a change of the
    /// schema has begun, and who begins one looks for marks afterwards: one of the two sees the other.
    /// </summary>
    public static void Mark(string stateDirectory, string name, bool working)
    {
        var mark = OpenMark(stateDirectory, name);
        if (working)
        {
            File.WriteAllBytes(mark, []);
        }
        else
        {
            File.Delete(mark);
        }
    }

    /// <summary>Removes what dead servers left. A young file may be one whose server is just about to lock it.</summary>
    public static void ClearDead(string stateDirectory)
    {
        var directory = Path.Combine(stateDirectory, "servers");
        var young = DateTime.UtcNow - TimeSpan.FromMinutes(1);
        foreach (var path in Directory.EnumerateFiles(directory, "*" + LockEnding).Where(path => File.GetLastWriteTimeUtc(path) < young && !FileLock.IsHeld(path)).ToList())
        {
            foreach (var file in Directory.EnumerateFiles(directory, Path.GetFileNameWithoutExtension(path) + ".*"))
            {
                File.Delete(file);
            }
        }
    }

    private static IEnumerable<(string Name, LockOwner Owner)> Held(string stateDirectory)
    {
        var directory = Path.Combine(stateDirectory, "servers");
        return !Directory.Exists(directory) ? [] : Directory.EnumerateFiles(directory, "*" + LockEnding)
            .Where(FileLock.IsHeld)
            .Select(path => (
                Path.GetFileNameWithoutExtension(path),
                FileLock.Owner(path) ?? new(0, "a server", Environment.MachineName, File.GetLastWriteTimeUtc(path), "serve")));
    }

    private static string OpenMark(string stateDirectory, string name) => Path.Combine(stateDirectory, "servers", Path.GetFileName(name) + OpenEnding);
}
