using System.ComponentModel.DataAnnotations;

namespace Dashboard.Features.Mail;

/// <summary>The section <c>Mail</c> of the settings.</summary>
public sealed class MailOptions
{
    /// <summary>The SMTP server. Empty writes every mail to <c>outbox/</c> in the state directory instead of sending it.</summary>
    public string Host { get; set; } = "";

    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>Empty sends without authentication.</summary>
    public string UserName { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>The sender's address, with a name before it or without.</summary>
    [Mailbox]
    public string From { get; set; } = "Release dashboard <dashboard@localhost>";

    /// <summary>The addresses that mails may go to, as patterns with blanks between, such as "*@*.apache.org *@apache.org".</summary>
    [Required]
    public string AllowedRecipients { get; set; } = "*";

    /// <summary>The time limit of sending one mail.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SendLimit { get; set; } = TimeSpan.FromMinutes(2);
}

/// <summary>How the connection to the SMTP server is encrypted.</summary>
public enum MailSecurity
{
    /// <summary>Not at all: only for a server on the same machine.</summary>
    None,

    /// <summary>Required, after the connection was made in the clear (RFC 3207).</summary>
    StartTls,

    /// <summary>From the first byte (RFC 8314).</summary>
    Tls,
}
