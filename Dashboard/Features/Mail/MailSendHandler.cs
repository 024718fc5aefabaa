using System.Text.Json;
using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Mail;

/// <summary>
/// Sends one mail. Whether a mail was accepted by a server that then fell silent cannot be known, so it is sent again, with the same message id.
/// </summary>
public sealed class MailSendHandler(
    IDbContextFactory<ReleaseDbContext> contexts, MailTransport transport, IChangeSink changes, IOptions<MailOptions> options, TimeProvider time)
    : ITaskHandler
{
    public const string Step = "send";

    public ReleaseTaskType Type => ReleaseTaskType.MailSend;

    public TimeSpan TimeLimit => options.Value.SendLimit;

    public async Task<TaskOutcome> RunAsync(TaskRun run, CancellationToken cancellation)
    {
        run.Start(1);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var args = await context.Tasks.Where(t => t.Id == run.Claim.TaskId).Select(t => t.TaskArgs).SingleAsync(cancellation);
        var id = JsonSerializer.Deserialize<MailTaskArgs>(args)!.Mail;
        var mail = await context.Mails.AsNoTracking().SingleAsync(m => m.Id == id, cancellation);
        var done = mail.Sent is null ? await SendAsync(context, mail, run, cancellation) : $"It was sent at {mail.Sent:yyyy-MM-dd HH:mm:ss} UTC.";
        run.End(1, done);
        return TaskOutcome.Completed(JsonSerializer.Serialize(new { kind = "mail", messageId = mail.MessageId }), []);
    }

    private async Task<string> SendAsync(ReleaseDbContext context, OutgoingMail mail, TaskRun run, CancellationToken cancellation)
    {
        var done = await transport.SendAsync(mail, cancellation);
        run.Log(TaskLogLevel.Information, $"Message {mail.MessageId} to {mail.Recipient}: {done}");
        // No longer cancelled: a mail that was sent must be noted.
        var now = time.GetUtcNow().UtcDateTime;
        await context.Mails.Where(m => m.Id == mail.Id && m.Sent == null).ExecuteUpdateAsync(m => m.SetProperty(x => x.Sent, now), CancellationToken.None);
        if (mail.ReleaseName is not null)
        {
            changes.Publish(ChangeTopics.Release(mail.ReleaseName));
        }

        return done;
    }
}
