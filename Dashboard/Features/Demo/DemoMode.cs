using Dashboard.Features.Accounts;
using Dashboard.Features.Settings;
using Dashboard.Features.State;

namespace Dashboard.Features.Demo;

/// <summary>Serving a demo: <c>dotnet run --project Dashboard -- demo</c>.</summary>
public static class DemoMode
{
    public const string Word = "demo";

    private const string Section = "Demo";

    /// <summary>
    /// The command line as settings. A demo has a state directory of its own, even where an environment variable names another; only one
    /// that is named on the command line itself comes after.
    /// </summary>
    public static string[] Settings(string[] args) =>
        args is [Word, .. var rest] ? [$"--{Section}:{nameof(DemoOptions.Enabled)}=true", "--State:Directory=state-demo", .. rest] : args;

    public static void AddDemo(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<DemoOptions>(builder.Configuration, Section);
        if (!SettingsReader.Read<DemoOptions>(builder.Configuration, Section).Enabled)
        {
            return;
        }

        builder.Services.AddSingleton(DemoPeople.Accounts);
        builder.Services.AddSingleton<DemoState>();
        builder.Services.AddSingleton<DemoCommittees>();
        builder.Services.AddSingleton<DemoUploads>();
        builder.Services.AddSingleton<DemoVotes>();
        builder.Services.AddSingleton<DemoStory>();
        builder.Services.AddHostedService<DemoHost>();
    }

    /// <summary>Looks at the state directory before anything is opened in it.</summary>
    /// <exception cref="StateException">The directory holds something other than a demo.</exception>
    public static void PrepareDemo(this IServiceProvider services) => services.GetService<DemoState>()?.Prepare();
}
