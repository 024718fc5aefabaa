namespace Dashboard.CommandLine;

/// <summary>The state directory that verbs work on.</summary>
internal static class VerbState
{
    /// <summary>As the server reads them: the settings file, then the environment.</summary>
    public static IConfiguration Settings() => new ConfigurationBuilder()
        .SetBasePath(ContentRoot.Find(AppContext.BaseDirectory)).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().Build();

    /// <summary>As the server resolves it.</summary>
    public static string DirectoryOf(IConfiguration settings) =>
        Path.GetFullPath(settings["State:Directory"] ?? "state", ContentRoot.Find(AppContext.BaseDirectory));
}
