using System.IO.Enumeration;
using System.Text.Json;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Lifecycle;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Dashboard.Features.Mail;

/// <param name="Recipient">One address, without a name.</param>
/// <param name="Subject">One line.</param>
public sealed record MailText(string Recipient, string Subject, string Body);

/// <summary>Enqueues mails in the transaction of what they are about: both are committed, or neither.</summary>
public sealed class MailOutbox(IOptions<MailOptions> options)
{
    private const int MaxAddressLength = 254;
    private const int MaxSubjectLength = 200;
    private const int MaxBodyLength = 100_000;

    /// <returns>The first rule that the mail breaks, with its field; null when it can be sent.</returns>
    public Refused? WhyInvalid(MailText mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return WhyInvalidRecipient(mail.Recipient) is { } recipient ? Refused.Invalid("recipient", recipient)
            : WhyInvalidSubject(mail.Subject) is { } subject ? Refused.Invalid("subject", subject)
            : WhyInvalidBody(mail.Body) is { } body ? Refused.Invalid("body", body)
            : null;
    }

    /// <summary>Adds a mail and the task that sends it, for the caller to commit.</summary>
    /// <param name="inReplyTo">The message id of the mail that it answers; null for a new thread.</param>
    internal async Task AddAsync(
        ReleaseDbContext context, Caller caller, ReleaseSituation release, MailText text, string? inReplyTo, DateTime now, CancellationToken cancellation)
    {
        var mail = new OutgoingMail
        {
            MessageId = $"{Guid.NewGuid():N}@{SenderDomain}",
            Recipient = text.Recipient,
            Subject = text.Subject,
            Body = text.Body.ReplaceLineEndings("\n"),
            InReplyTo = inReplyTo,
            ReleaseName = release.ReleaseName,
            Queued = now,
            QueuedBy = caller.UserName,
        };
        context.Mails.Add(mail);
        // The database chooses the id that the task names.
        await context.SaveChangesAsync(cancellation);
        var task = new ReleaseTask
        {
            TaskType = ReleaseTaskType.MailSend,
            TaskArgs = JsonSerializer.Serialize(new MailTaskArgs(mail.Id)),
            AsfUid = caller.UserName,
            Added = now,
            ProjectName = release.ProjectName,
            VersionName = release.Version,
            ProgressTotal = 1,
        };
        task.Steps.Add(new TaskStep { Ordinal = 1, Name = MailSendHandler.Step, RelPath = text.Recipient, ProgressTotal = 1, Unit = ProgressUnit.Items });
        context.Tasks.Add(task);
    }

    /// <returns>The rule that the address breaks; null when mails may go to it.</returns>
    public string? WhyInvalidRecipient(string? recipient) =>
        string.IsNullOrEmpty(recipient) ? "Enter the address that the mail goes to."
        : recipient.Length > MaxAddressLength || !recipient.All(character => character is > ' ' and <= '~' and not ('<' or '>' or ',' or ';'))
            || !MailboxAddress.TryParse(recipient, out var address) || address.Address != recipient || !recipient.Contains('@', StringComparison.Ordinal)
            ? "Enter one mail address, such as dev@example.org."
        : !options.Value.AllowedRecipients.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, recipient))
            ? $"Mails may go only to {options.Value.AllowedRecipients} (setting Mail:AllowedRecipients)."
        : null;

    public static string? WhyInvalidSubject(string? subject) =>
        string.IsNullOrWhiteSpace(subject) ? "Enter a subject."
        : subject.Length > MaxSubjectLength ? $"The subject is longer than {MaxSubjectLength} characters."
        : subject.Any(char.IsControl) ? "The subject is one line, without control characters."
        : null;

    public static string? WhyInvalidBody(string? body) =>
        string.IsNullOrWhiteSpace(body) ? "Write the text of the mail."
        : body.Length > MaxBodyLength ? $"The text is longer than {MaxBodyLength} characters."
        : body.Contains('\0', StringComparison.Ordinal) ? "The text has a NUL character."
        : null;

    private string SenderDomain => MailboxAddress.Parse(options.Value.From).Domain;
}

/// <param name="Mail">The id of the row.</param>
internal sealed record MailTaskArgs(long Mail);
