using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace Dashboard.Features.Settings;

/// <summary>Where a setting was given its value: the last source that has it wins.</summary>
internal static class SettingSource
{
    /// <returns>For example <c> (on the command line)</c>; empty for a default.</returns>
    public static string Of(IConfiguration configuration, string key) =>
        (configuration as IConfigurationRoot)?.Providers.Reverse().FirstOrDefault(provider => provider.TryGet(key, out _)) switch
        {
            CommandLineConfigurationProvider => " (on the command line)",
            EnvironmentVariablesConfigurationProvider => " (in the environment)",
            JsonConfigurationProvider { Source.Path: { } file } => $" (in {file})",
            _ => "",
        };
}
