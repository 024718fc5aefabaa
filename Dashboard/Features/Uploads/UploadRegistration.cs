using Dashboard.Features.Settings;

namespace Dashboard.Features.Uploads;

internal static class UploadRegistration
{
    public static void AddUploads(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<UploadOptions>(builder.Configuration, "Uploads");
        builder.Services.AddSingleton<UploadCommands>();
        builder.Services.AddHostedService<UploadSweeper>();
    }
}
