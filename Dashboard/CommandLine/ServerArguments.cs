using Dashboard.Features.Demo;
using Dashboard.Features.Settings;

namespace Dashboard.CommandLine;

/// <summary>The command line of the server: settings as <c>--Section:Name=value</c> or <c>--Section:Name value</c>, and switches.</summary>
/// <param name="Settings">As ASP.NET Core's configuration reads them, each with its value.</param>
/// <param name="IsVerbose">Whether a failure is reported with its stack trace.</param>
internal sealed record ServerArguments(IReadOnlyList<string> Settings, bool IsVerbose)
{
    public const string Verbose = "--verbose";

    /// <summary>What ASP.NET Core itself reads; the first part of a key.</summary>
    private static readonly string[] HostKeys =
    [
        "urls", "http_ports", "https_ports", "https_port", "environment", "applicationName", "contentRoot", "webRoot", "staticWebAssets", "AllowedHosts",
        "Logging", "Kestrel", "hostBuilder", "shutdownTimeoutSeconds", "detailedErrors", "captureStartupErrors", "suppressStatusMessages",
        "preferHostingUrls", "preventHostingStartup", "hostingStartupAssemblies", "hostingStartupExcludeAssemblies", "forwardedHeaders_enabled",
    ];

    /// <exception cref="UsageException">An argument is not a setting with a value.</exception>
    /// <remarks>ASP.NET Core ignores such an argument, or takes the next setting for its value.</remarks>
    public static ServerArguments Parse(string[] args)
    {
        var settings = new List<string>();
        var isVerbose = false;
        string[] expanded = DemoMode.Settings(args);
        for (var at = 0; at < expanded.Length; at++)
        {
            var argument = expanded[at];
            if (argument == Verbose)
            {
                isVerbose = true;
            }
            else if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                throw new UsageException($"There is no argument \"{argument}\". {SeeHelp}");
            }
            else if (argument.Contains('=', StringComparison.Ordinal))
            {
                settings.Add(argument);
            }
            else if (at + 1 < expanded.Length && !expanded[at + 1].StartsWith("--", StringComparison.Ordinal))
            {
                settings.Add($"{argument}={expanded[++at]}");
            }
            else
            {
                throw new UsageException($"{argument} has no value. Give it one: {argument}=VALUE. {SeeHelp}");
            }
        }

        return new(settings, isVerbose);
    }

    /// <exception cref="UsageException">A setting on the command line is one that nothing reads.</exception>
    /// <param name="sections">The sections of the features.</param>
    public void RequireKnown(IEnumerable<SettingsSection> sections)
    {
        var known = sections.Select(section => section.Name).Concat(HostKeys).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (Settings.Select(setting => setting[2..setting.IndexOf('=', StringComparison.Ordinal)]).FirstOrDefault(key => !known.Contains(key.Split(':')[0])) is { } unknown)
        {
            throw new UsageException($"There is no setting {unknown}. {SeeHelp}");
        }
    }

    private const string SeeHelp = "Settings are given as --Section:Name=VALUE, for example --Tasks:Workers=4, and the address as --urls http://localhost:5080; README.md lists them.";
}
