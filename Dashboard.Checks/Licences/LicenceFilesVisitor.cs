using System.Text;
using Dashboard.Checks.Archives;

namespace Dashboard.Checks.Licences;

/// <summary>
/// Exactly one LICENSE and one NOTICE in the folder of a source archive, each with the contents that the foundation requires, and of a podling
/// exactly one DISCLAIMER or DISCLAIMER-WIP (https://incubator.apache.org/policy/incubation.html#disclaimers).
/// </summary>
internal sealed class LicenceFilesVisitor(bool isPodling) : IArchiveVisitor
{
    /// <summary>Files that are looked at; more than one of a kind is wrong anyway, and each takes memory.</summary>
    private const int MaxFiles = 10;

    private const string Disclaimer = "DISCLAIMER";
    private static readonly string[] Suffixes = ["", ".txt", ".md"];

    private const int MaxDisclaimerBytes = 64 * 1024;

    private readonly List<(string Path, LicenceFileProblem? Problem)> _licences = [];
    private readonly List<(string Path, bool SaysIncubation)> _disclaimers = [];
    private readonly List<(string Path, IReadOnlyList<string> Problems)> _notices = [];

    public int BytesWanted(ArchiveMember member) => _licences.Count + _notices.Count + _disclaimers.Count >= MaxFiles ? 0 : KindOf(member) switch
    {
        null => 0,
        Disclaimer => isPodling ? MaxDisclaimerBytes : 0,
        _ => LicenceFile.MaxBytes + 1,
    };

    public void Visit(ArchiveMember member, ReadOnlyMemory<byte> head)
    {
        if (BytesWanted(member) == 0)
        {
            return;
        }

        switch (KindOf(member))
        {
            case "LICENSE":
                _licences.Add((member.Path, member.Size > LicenceFile.MaxBytes ? new("is larger than 1 MiB and was not read", string.Empty) : LicenceFile.Examine(head)));
                break;
            case "NOTICE":
                _notices.Add((member.Path, member.Size > NoticeFile.MaxBytes ? ["It is larger than 1 MiB and was not read."] : NoticeFile.Examine(head)));
                break;
            default:
                _disclaimers.Add((member.Path, SaysIncubation(head.Span)));
                break;
        }
    }

    public IReadOnlyList<Finding> Finish() => [.. Licence(), .. Notice(), .. isPodling ? Disclaiming() : []];

    private IEnumerable<Finding> Licence()
    {
        if (Count("LICENSE", _licences.ConvertAll(licence => licence.Path)) is { } wrong)
        {
            return [wrong];
        }

        var (path, problem) = _licences[0];
        return
        [
            problem is null
                ? new(FindingStatus.Note, "LICENSE begins with the Apache License 2.0.", MemberClassifier.Relative(path))
                : new(
                    FindingStatus.Blocker,
                    $"The LICENSE file {problem.Problem}. Begin it with the text of https://www.apache.org/licenses/LICENSE-2.0.txt; the licences of others follow.",
                    MemberClassifier.Relative(path),
                    problem.Difference.Length > 0 ? new Dictionary<string, string> { ["difference"] = problem.Difference } : null),
        ];
    }

    private IEnumerable<Finding> Notice()
    {
        if (Count("NOTICE", _notices.ConvertAll(notice => notice.Path)) is { } wrong)
        {
            return [wrong];
        }

        var (path, problems) = _notices[0];
        return problems.Count == 0
            ? [new(FindingStatus.Note, "NOTICE names the product, the copyright and the foundation.", MemberClassifier.Relative(path))]
            : problems.Select(problem => new Finding(FindingStatus.Blocker, $"The NOTICE file is incomplete. {problem}", MemberClassifier.Relative(path)));
    }

    private IEnumerable<Finding> Disclaiming()
    {
        var paths = _disclaimers.ConvertAll(disclaimer => $"\"{Printable.Of(MemberClassifier.Relative(disclaimer.Path), 100)}\"");
        yield return _disclaimers switch
        {
            [] => new(FindingStatus.Blocker, "The archive has neither a DISCLAIMER nor a DISCLAIMER-WIP file in its folder. Every release of a podling needs one of them: see https://incubator.apache.org/policy/incubation.html#disclaimers."),
            [(var path, true)] => new(FindingStatus.Note, "The disclaimer says that the project is undergoing incubation.", MemberClassifier.Relative(path)),
            [(var path, false)] => new(FindingStatus.Concern, "The disclaimer does not say that the project is undergoing incubation. Use the text of https://incubator.apache.org/policy/incubation.html#disclaimers.", MemberClassifier.Relative(path)),
            _ => new(FindingStatus.Blocker, $"The archive has several disclaimers in its folder: {string.Join(", ", paths)}. Keep one, a DISCLAIMER or a DISCLAIMER-WIP."),
        };
    }

    private static bool SaysIncubation(ReadOnlySpan<byte> head) =>
        string.Join(' ', Encoding.UTF8.GetString(head).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Contains("undergoing incubation", StringComparison.OrdinalIgnoreCase);

    private static Finding? Count(string name, List<string> paths) => paths.Count switch
    {
        0 => new(FindingStatus.Blocker, $"The archive has no {name} file in its folder. Every source release needs one."),
        1 => null,
        _ => new(FindingStatus.Blocker, $"The archive has several {name} files in its folder: {string.Join(", ", paths.Select(path => $"\"{Printable.Of(MemberClassifier.Relative(path), 100)}\""))}. Keep one."),
    };

    /// <summary>Which of them a member is: at the top, or in the one folder at the top.</summary>
    private static string? KindOf(ArchiveMember member)
    {
        if (member.Kind != MemberKind.File || member.IsMacMetadata || member.Path.Count(character => character == '/') > 1)
        {
            return null;
        }

        return Array.Find(["LICENSE", "NOTICE", Disclaimer, Disclaimer + "-WIP"], name => Array.Exists(Suffixes, suffix => member.Name.Equals(name + suffix, StringComparison.OrdinalIgnoreCase))) is { } found
            ? found.StartsWith(Disclaimer, StringComparison.Ordinal) ? Disclaimer : found
            : null;
    }
}
