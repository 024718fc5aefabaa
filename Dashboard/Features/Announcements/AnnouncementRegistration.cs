using Dashboard.Features.Settings;
using Dashboard.Features.Tasks;

namespace Dashboard.Features.Announcements;

internal static class AnnouncementRegistration
{
    public static void AddAnnouncements(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<AnnouncementOptions>(builder.Configuration, "Announcements");
        builder.Services.AddSingleton<DownloadTree>();
        builder.Services.AddSingleton<AnnouncementCommands>();
        builder.Services.AddSingleton<CatalogueQueries>();
        builder.Services.AddSingleton<ITaskHandler, AnnounceHandler>();
    }
}
