using Dashboard;
using Dashboard.CommandLine;
using Dashboard.Components;
using Dashboard.Features.Demo;
using Dashboard.Features.State;

// Before anything is written: the state is nobody else's.
PrivateFiles.Begin();

if (args is [{ } verb, ..] && (!verb.StartsWith('-') || verb is "--help" or "-h") && verb != DemoMode.Word)
{
    return await CommandLineApp.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
}

var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    // Watching appsettings.json would watch every directory below the content root, here the whole repository.
    Args = ["--hostBuilder:reloadConfigOnChange=false", .. DemoMode.Settings(args)],
    ContentRootPath = ContentRoot.Find(AppContext.BaseDirectory),
});
builder.WebHost.UseStaticWebAssets();
builder.AddDashboard();

var app = builder.Build();
await app.StartUpAsync();
app.UseDashboard();
// Styles and scripts of the sign-in page too; they hold nothing of anybody.
app.MapStaticAssets().AllowAnonymous();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
await app.RunAsync();
return ExitCode.Done;
