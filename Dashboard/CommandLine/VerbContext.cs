using Dashboard.Features.Settings;
using Dashboard.Features.State;

namespace Dashboard.CommandLine;

/// <summary>The state directory that verbs work on.</summary>
internal static class VerbContext
{
    /// <summary>The settings as the server reads them: the settings file, overridden by the environment.</summary>
    public static IConfiguration Settings() => new ConfigurationBuilder()
        .SetBasePath(ContentRoot.Find(AppContext.BaseDirectory)).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().Build();

    /// <summary>The state directory, resolved as the server does.</summary>
    public static string DirectoryOf(IConfiguration settings) =>
        Path.GetFullPath(SettingsReader.Read<StateOptions>(settings, "State").Directory, ContentRoot.Find(AppContext.BaseDirectory));

    /// <summary>Creates the directory if it is missing, and makes sure that this process can work with it.</summary>
    /// <exception cref="StateException">It cannot.</exception>
    public static void Require(string directory)
    {
        StateAccess.Create(directory, directory);
        StateAccess.Require(directory);
    }
}
