using System.Globalization;
using Dashboard.Data.Entities;
using Dashboard.Features.State;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Dashboard.Features.Mail;

/// <summary>Hands mails to the SMTP server of the settings, or writes them to <c>outbox/</c> where there is none.</summary>
public sealed class MailTransport(IOptions<MailOptions> options, StateDirectory state)
{
    private readonly string _outbox = Path.Combine(state.Root, "outbox");

    /// <returns>What became of it, in a sentence.</returns>
    /// <exception cref="IOException">The server cannot be reached, or the outbox cannot be written.</exception>
    /// <exception cref="SmtpCommandException">The server refused the mail.</exception>
    public async Task<string> SendAsync(OutgoingMail mail, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(mail);
        using var message = Compose(mail);
        if (options.Value.Host.Length == 0)
        {
            return await WriteAsync(mail.Id, message, cancellation);
        }

        var mailer = options.Value;
        using var client = new SmtpClient { Timeout = (int)mailer.SendLimit.TotalMilliseconds };
        await client.ConnectAsync(mailer.Host, mailer.Port, SocketOptionsOf(mailer.Security), cancellation);
        if (mailer.UserName.Length > 0)
        {
            await client.AuthenticateAsync(mailer.UserName, mailer.Password, cancellation);
        }

        var answer = await client.SendAsync(message, cancellation);
        await client.DisconnectAsync(quit: true, cancellation);
        return $"Accepted by {mailer.Host}: {answer}";
    }

    private MimeMessage Compose(OutgoingMail mail)
    {
        var message = new MimeMessage { MessageId = mail.MessageId, Subject = mail.Subject, Date = new DateTimeOffset(mail.Queued) };
        message.From.Add(MailboxAddress.Parse(options.Value.From));
        message.To.Add(new MailboxAddress(name: null, mail.Recipient));
        if (mail.InReplyTo is not null)
        {
            message.InReplyTo = mail.InReplyTo;
            message.References.Add(mail.InReplyTo);
        }

        message.Body = new TextPart("plain") { Text = mail.Body };
        return message;
    }

    /// <summary>Under its id, so that writing it again replaces it.</summary>
    private async Task<string> WriteAsync(long id, MimeMessage message, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_outbox);
        var path = Path.Combine(_outbox, id.ToString(CultureInfo.InvariantCulture) + ".eml");
        var unfinished = path + ".tmp";
        await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            await message.WriteToAsync(file, cancellation);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
        return $"Written to {path}, because no SMTP server is set.";
    }

    private static SecureSocketOptions SocketOptionsOf(MailSecurity security) => security switch
    {
        MailSecurity.None => SecureSocketOptions.None,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };
}
