namespace Dashboard.Features.Uploads;

internal static class UploadRegistration
{
    public static void AddUploads(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<UploadOptions>().Bind(builder.Configuration.GetSection("Uploads"))
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<UploadCommands>();
        builder.Services.AddHostedService<UploadSweeper>();
    }
}
