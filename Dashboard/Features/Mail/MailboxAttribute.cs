using System.ComponentModel.DataAnnotations;
using MimeKit;

namespace Dashboard.Features.Mail;

/// <summary>Requires one mail address, with a name before it or without.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MailboxAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) =>
        value is string text && MailboxAddress.TryParse(text, out var address) && address.Domain.Length > 0;

    public override string FormatErrorMessage(string name) => "must be one mail address, such as Release dashboard <dashboard@example.org>";
}
