using Dashboard.Checks;
using Dashboard.Checks.OpenPgp;

namespace Dashboard.CommandLine.Check;

/// <summary>The findings on a folder, in the shape of the JSON. Scripts rely on its names: new ones may be added, none may go.</summary>
/// <param name="Path">What was checked, as it was given.</param>
/// <param name="Verdict">"passed" or "blocked".</param>
/// <param name="Counts">Findings by status.</param>
/// <param name="Files">Ordered by path; an empty path is the release as a whole.</param>
/// <param name="Keys">The keys that signatures were verified with.</param>
/// <param name="KeyProblems">The parts of the KEYS files that could not be used.</param>
internal sealed record CheckReport(
    string Path,
    string Verdict,
    IReadOnlyDictionary<string, int> Counts,
    IReadOnlyList<FileReport> Files,
    IReadOnlyList<KeyReport> Keys,
    IReadOnlyList<KeyProblem> KeyProblems)
{
    public static CheckReport Of(string path, IEnumerable<FileReport> files, KeyRing keys)
    {
        var ordered = files.OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        var statuses = ordered.SelectMany(file => file.Checks).SelectMany(check => check.Findings).Select(finding => finding.Status).ToList();
        return new CheckReport(
            path,
            statuses.Exists(status => status.Blocks()) ? "blocked" : "passed",
            Enum.GetValues<FindingStatus>().ToDictionary(Word, status => statuses.Count(other => other == status)),
            ordered,
            [.. keys.Keys.Select(KeyReport.Of)],
            keys.Problems);
    }

    public static string Word(FindingStatus status) => status switch
    {
        FindingStatus.Note => "note",
        FindingStatus.Suggestion => "suggestion",
        FindingStatus.Concern => "concern",
        FindingStatus.Blocker => "blocker",
        _ => "exception",
    };
}

/// <summary>The checks of one file.</summary>
internal sealed record FileReport(string Path, long? Size, IReadOnlyList<FileCheckReport> Checks);

/// <summary>One check of one file.</summary>
/// <param name="Check">One of <see cref="CheckNames"/>.</param>
/// <param name="Companion">The file that was compared with it; null for none.</param>
/// <param name="Findings">At least one.</param>
internal sealed record FileCheckReport(string Check, string? Companion, IReadOnlyList<Finding> Findings);

/// <summary>A key of the KEYS files.</summary>
internal sealed record KeyReport(
    string Fingerprint, string KeyId, string Algorithm, int Bits, DateTime Created, DateTime? Expires, bool Revoked, bool Valid, string? UserId)
{
    public static KeyReport Of(OpenPgpKey key) => new(
        key.Fingerprint, key.KeyId, key.AlgorithmName, key.Bits, key.Created, key.Expires, key.Revocation is not null, key.IsValid, key.PrimaryUserId);
}
