namespace Dashboard.Checks;

/// <summary>
/// Tells paths that cannot stand in one folder tree on every system: equal but for upper and lower case, in a folder too, or one the
/// other's folder. Paths equal but for Unicode's composition cannot meet here, since <see cref="ReleasePath"/> lets only one form in.
/// </summary>
public sealed class PathClashes
{
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    /// <summary>Files and folders as they were first spelled, with the path that brought them.</summary>
    private readonly Dictionary<string, (string Spelled, bool IsFolder, string Path)> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="paths">Those that stand there already, whatever they are.</param>
    public PathClashes(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (var path in paths)
        {
            Add(path);
        }
    }

    /// <summary>Puts a path beside the others.</summary>
    /// <returns>A sentence that names the rule that it breaks with another; null when it breaks none, or stands there already.</returns>
    public string? Add(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!_paths.Add(path))
        {
            return null;
        }

        string? broken = null;
        foreach (var (part, isFolder) in Folders(path).Select(folder => (folder, true)).Append((path, false)))
        {
            if (!_entries.TryGetValue(part, out var other))
            {
                _entries.Add(part, (part, isFolder, path));
            }
            else if (other.IsFolder != isFolder)
            {
                broken ??= $"'{path}' cannot stand beside '{other.Path}': one would be the other's folder.";
            }
            else if (other.Spelled != part)
            {
                broken ??= isFolder
                    ? $"'{path}' cannot stand beside '{other.Path}': their folders '{part}' and '{other.Spelled}' differ only in upper and lower case, which some file systems do not keep apart."
                    : $"'{path}' cannot stand beside '{other.Path}': they differ only in upper and lower case, which some file systems do not keep apart.";
            }
        }

        return broken;
    }

    private static IEnumerable<string> Folders(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }
}
