using System.Text.RegularExpressions;
using Dashboard.Data.Entities;
using Dashboard.Features.Mail;
using Dashboard.Features.Votes;

namespace Dashboard.Features.Policies;

/// <summary>The rules by which a project's releases are voted on and announced, as people write them. Two that are equal say the same.</summary>
/// <param name="MinHours">0 for no minimum, or 72 to 144; null for the default.</param>
/// <param name="Recipients">Mail addresses with blanks between, the first of which is suggested; null for the default.</param>
/// <param name="VoteTemplate">The text of a call for votes, with placeholders; null for the default.</param>
/// <param name="AnnouncementTemplate">The text of an announcement, with placeholders; null for the default.</param>
public sealed partial record PolicyDetails(int? MinHours = null, string? Recipients = null, string? VoteTemplate = null, string? AnnouncementTemplate = null)
{
    private const int MaxTemplateLength = 20_000;

    private static readonly char[] Separators = [' ', ',', ';', '\t', '\n', '\r'];

    /// <summary>What a template can name, in braces.</summary>
    public static IReadOnlyList<string> Placeholders { get; } =
        ["project", "description", "version", "revision", "committee", "manifest", "hours", "ends", "manager", "url"];

    /// <param name="policy">Null for a project without one, whose values are all the defaults.</param>
    public static PolicyDetails Of(ReleasePolicy? policy) => policy is null
        ? new PolicyDetails()
        : new PolicyDetails(policy.MinHours, string.Join(' ', policy.MailtoAddresses), policy.StartVoteTemplate, policy.AnnounceReleaseTemplate).Normalize();

    public IReadOnlyList<string> RecipientList => (Recipients ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Returns it as it is stored: what is empty is the default.</summary>
    public PolicyDetails Normalize() => this with
    {
        Recipients = RecipientList.Count == 0 ? null : string.Join(' ', RecipientList),
        VoteTemplate = NormalizeTemplate(VoteTemplate),
        AnnouncementTemplate = NormalizeTemplate(AnnouncementTemplate),
    };

    /// <param name="mails">Knows which addresses mails may go to.</param>
    /// <returns>The first rule that is broken, with its field; null when none is.</returns>
    public Refused? Validate(MailOutbox mails)
    {
        ArgumentNullException.ThrowIfNull(mails);
        if (MinHours is not (null or 0 or (>= VotePolicies.LeastHours and <= VotePolicies.MostHours)))
        {
            return Refused.Invalid("minHours", $"The minimum duration is {VotePolicies.LeastHours} to {VotePolicies.MostHours} hours, or 0 for none.");
        }

        return RecipientList.Select(mails.WhyInvalidRecipient).FirstOrDefault(rule => rule is not null) is { } recipient ? Refused.Invalid("recipients", recipient)
            : ValidateTemplate(VoteTemplate) is { } vote ? Refused.Invalid("voteTemplate", vote)
            : ValidateTemplate(AnnouncementTemplate) is { } announcement ? Refused.Invalid("announcementTemplate", announcement)
            : null;
    }

    /// <returns>A sentence that names the broken rule; null when none is broken.</returns>
    public static string? ValidateTemplate(string? template) =>
        template is null ? null
        : template.Length > MaxTemplateLength ? $"The template is longer than {MaxTemplateLength} characters."
        : Placeholder().Matches(template).Select(match => match.Groups[1].Value).FirstOrDefault(name => !Placeholders.Contains(name)) is { } unknown
            ? $"There is no placeholder {{{unknown}}}. Known are {string.Join(", ", Placeholders.Select(name => $"{{{name}}}"))}."
        : MailOutbox.WhyInvalidBody(template);

    private static string? NormalizeTemplate(string? template) =>
        string.IsNullOrWhiteSpace(template) ? null : template.ReplaceLineEndings("\n").TrimEnd() + "\n";

    [GeneratedRegex(@"\{([A-Za-z_]+)\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
