using Dashboard.Features.Settings;
using Dashboard.Features.Tasks;

namespace Dashboard.Features.Mail;

internal static class MailRegistration
{
    public static void AddMail(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<MailOptions>(builder.Configuration, "Mail");
        builder.Services.AddSingleton<MailOutbox>();
        builder.Services.AddSingleton<MailTransport>();
        builder.Services.AddSingleton<ITaskHandler, MailSendHandler>();
    }
}
