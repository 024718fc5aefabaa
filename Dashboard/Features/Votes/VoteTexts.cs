using System.Globalization;
using System.Text;
using Dashboard.Data.Entities;
using Dashboard.Features.Lifecycle;

namespace Dashboard.Features.Votes;

/// <summary>The mails of a vote.</summary>
internal static class VoteTexts
{
    /// <summary>The call for votes where the policy has no template. The names in braces are those of <see cref="Values"/>.</summary>
    public const string DefaultCall =
        """
        Hello {committee},

        please vote on releasing the following candidate as {project} {version}.

        The files of revision {revision}, with their signatures, digests and the result of every check:
        {url}

        SHA-256 of their manifest: {manifest}

        The vote is open for {hours} hours, until {ends}. It passes with at least three binding +1 votes and more +1 than -1 votes.

        [ ] +1 Release these files
        [ ]  0 No opinion
        [ ] -1 Do not release them, because ...

        {manager}
        """;

    public static string CallSubject(string projectDisplayName, string version) => $"[VOTE] Release {projectDisplayName} {version}";

    public static string ResultSubject(ReleaseSituation release, VoteOutcome outcome) => outcome == VoteOutcome.Cancelled
        ? $"[CANCEL][VOTE] Release {release.ProjectName} {release.Version}"
        : $"[RESULT][VOTE] Release {release.ProjectName} {release.Version}";

    /// <summary>Fills the placeholders of a template. One that is not among the values stays as it is written.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string> values) =>
        values.Aggregate(template.ReplaceLineEndings("\n"), (text, value) => text.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal));

    public static string Result(ReleaseSituation release, Vote vote, Tally tally, IReadOnlyList<Ballot> ballots)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"The vote on releasing {release.ProjectName} {release.Version}, revision {vote.RevisionNumber}, ");
        text.Append(vote.Outcome switch { VoteOutcome.Passed => "passed.", VoteOutcome.Failed => "failed.", _ => "was cancelled." });
        text.Append("\n\n");
        if (vote.Reason is not null)
        {
            text.Append(vote.Reason).Append("\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"Binding: {tally.BindingFor} +1, {tally.BindingAbstain} 0, {tally.BindingAgainst} -1\n");
        text.Append(CultureInfo.InvariantCulture, $"Other:   {tally.OtherFor} +1, {tally.OtherAbstain} 0, {tally.OtherAgainst} -1\n\n");
        foreach (var ballot in ballots)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Sign(ballot.Choice),2} {ballot.Voter}{(ballot.IsBinding ? " (binding)" : "")}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nSHA-256 of the manifest that was voted on: {vote.ManifestSha256}\n");
        return text.ToString();
    }

    public static string Sign(BallotChoice choice) => choice switch
    {
        BallotChoice.For => "+1",
        BallotChoice.Against => "-1",
        _ => "0",
    };
}
