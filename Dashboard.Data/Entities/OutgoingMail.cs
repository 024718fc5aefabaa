namespace Dashboard.Data.Entities;

/// <summary>
/// A mail to be sent by a task. It is added in the transaction of what it is about, and never changed, except that it is noted once when it
/// was sent. A mail that is sent again after a crash has the same message id, so that archives and mail programs show it once.
/// </summary>
public sealed class OutgoingMail
{
    public long Id { get; private init; }

    /// <summary>With its domain, without angle brackets.</summary>
    public required string MessageId { get; init; }

    public required string Recipient { get; init; }
    public required string Subject { get; init; }
    public required string Body { get; init; }

    /// <summary>The message id of the mail that it answers.</summary>
    public string? InReplyTo { get; init; }

    public string? ReleaseName { get; init; }
    public Release? Release { get; private init; }
    public required DateTime Queued { get; init; }
    public required string QueuedBy { get; init; }
    public DateTime? Sent { get; set; }
}
