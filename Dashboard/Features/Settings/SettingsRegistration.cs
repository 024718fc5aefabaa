namespace Dashboard.Features.Settings;

internal static class SettingsRegistration
{
    /// <summary>Registers the options of a feature. A wrong setting stops the start, by name and with what is allowed.</summary>
    public static void AddSettings<TOptions>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class, new()
    {
        services.AddSingleton(new SettingsSection(section));
        services.AddOptions<TOptions>().Configure(options => SettingsReader.Read(configuration, section, options)).ValidateOnStart();
    }
}
