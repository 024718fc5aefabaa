namespace Dashboard;

/// <summary>Where wwwroot/ and appsettings.json are: at the repository's root, or beside the published program.</summary>
public static class ContentRoot
{
    /// <summary>The nearest directory upwards that holds both, <paramref name="start"/> itself when there is none.</summary>
    public static string Find(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            if (Directory.Exists(Path.Combine(directory.FullName, "wwwroot"))
                && File.Exists(Path.Combine(directory.FullName, "appsettings.json")))
            {
                return directory.FullName;
            }
        }

        return start;
    }
}
