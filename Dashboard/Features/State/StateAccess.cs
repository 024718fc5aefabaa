using Dashboard.Data.Operations;

namespace Dashboard.Features.State;

/// <summary>
/// Finds what this process cannot work with in a state directory before anything in it is opened: a refusal in the middle of a start
/// names neither the file nor what to do.
/// </summary>
internal static class StateAccess
{
    private static readonly string[] DatabaseEndings = ["", "-wal", "-shm"];
    private static readonly string[] DirectoryNames = ["", "blobs", "keys", "servers", "backups"];
    private static readonly string[] FilePatterns = ["*.lock", "*.lock.json", "demo.txt"];

    /// <summary>Creates directories of the state.</summary>
    /// <exception cref="StateException">One cannot be.</exception>
    public static void Create(string root, params ReadOnlySpan<string> directories)
    {
        foreach (var directory in directories)
        {
            try
            {
                Directory.CreateDirectory(directory);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw File.Exists(directory) || File.Exists(root)
                    ? new StateException($"{(File.Exists(root) ? root : directory)} is a file where a directory of the state belongs. Move it away, or choose another directory with --State:Directory=PATH or State__Directory.", error)
                    // A file system that is full or read-only is so for all of it.
                    : StateProblems.NotWritable(root, error is UnauthorizedAccessException && Path.Exists(root) ? directory : root, error);
            }
        }
    }

    /// <summary>Everything that a server or a verb writes, but for the domain's database, whose problems the schema page shows.</summary>
    /// <param name="root">Must exist.</param>
    /// <exception cref="StateException">This process may not write it, or there is no space.</exception>
    public static void Require(string root)
    {
        // One step after the other: what cannot be read cannot be listed.
        RequireNone(DirectoryNames.Select(name => Path.Combine(root, name)).Where(Path.Exists).Select(path => Problem(root, path)));
        // One that root has made, by a verb run as root, takes no upload of the server's.
        RequireNone(Below(root, "blobs", Directory.EnumerateDirectories).Select(path => Problem(root, path)));
        RequireNone(Database(root, OperationsDatabase.FileName).Concat(Database(root, "jobs.db")).Concat(Files(root)).Select(path => Problem(root, path)));
        RequireNone(Below(root, "keys", keys => Directory.EnumerateFiles(keys, "*.xml")).Select(path => Problem(root, path, write: false)));
        RequireSpace(root);
    }

    /// <returns>Why this process cannot write the domain's database; null when it can, or there is none.</returns>
    public static string? DomainProblem(string root) => Database(root, "dashboard.db").Select(path => Problem(root, path)).FirstOrDefault(problem => problem is not null);

    private static void RequireNone(IEnumerable<string?> problems)
    {
        if (problems.FirstOrDefault(problem => problem is not null) is { } problem)
        {
            throw new StateException(problem);
        }
    }

    private static string? Problem(string root, string path, bool write = true)
    {
        if (UnixFile.WhyNoAccess(path, write) is not 0 and var errno)
        {
            return StateProblems.NotWritable(root, path, errno);
        }

        if (Path.GetExtension(path) == ".db" && Directory.Exists(path))
        {
            return $"{path} is a directory where a database of the state belongs. Move it away: mv \"{path}\" \"{path}.old\"";
        }

        if (DirectoryNames.Contains(Path.GetFileName(path)) && File.Exists(path))
        {
            return $"{path} is a file where a directory of the state belongs. Move it away: mv \"{path}\" \"{path}.old\"";
        }

        return File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly) && OperatingSystem.IsWindows()
            ? $"{path} cannot be written: it is marked as read-only. Remove the mark (attrib -r \"{path}\")."
            : null;
    }

    /// <summary>A full disk takes a new file and refuses its first byte.</summary>
    private static void RequireSpace(string root)
    {
        var probe = Path.Combine(root, $".probe-{Guid.NewGuid():N}");
        try
        {
            using var file = new FileStream(probe, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.DeleteOnClose,
            });
            file.WriteByte(0);
            file.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StateProblems.NotWritable(root, root, error);
        }
    }

    private static IEnumerable<string> Below(string root, string name, Func<string, IEnumerable<string>> list) =>
        Path.Combine(root, name) is var directory && Directory.Exists(directory) ? list(directory) : [];

    private static IEnumerable<string> Database(string root, string name) =>
        DatabaseEndings.Select(ending => Path.Combine(root, name + ending)).Where(Path.Exists);

    /// <summary>Locks and the demo's marker.</summary>
    private static IEnumerable<string> Files(string root) =>
        FilePatterns.SelectMany(pattern => Directory.EnumerateFiles(root, pattern));
}
