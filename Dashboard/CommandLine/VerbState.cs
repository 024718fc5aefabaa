using Dashboard.Features.Settings;
using Dashboard.Features.State;

namespace Dashboard.CommandLine;

/// <summary>The state directory that verbs work on.</summary>
internal static class VerbState
{
    /// <summary>As the server reads them: the settings file, then the environment.</summary>
    public static IConfiguration Settings() => new ConfigurationBuilder()
        .SetBasePath(ContentRoot.Find(AppContext.BaseDirectory)).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().Build();

    /// <summary>As the server resolves it.</summary>
    public static string DirectoryOf(IConfiguration settings) =>
        Path.GetFullPath(SettingsReader.Read<StateOptions>(settings, "State").Directory, ContentRoot.Find(AppContext.BaseDirectory));

    /// <summary>Makes the directory, and makes sure that this process can work with what is there.</summary>
    /// <exception cref="StateException">It cannot.</exception>
    public static void Require(string directory)
    {
        StateAccess.Create(directory, directory);
        StateAccess.Require(directory);
    }
}
