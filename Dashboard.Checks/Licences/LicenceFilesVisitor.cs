using Dashboard.Checks.Archives;

namespace Dashboard.Checks.Licences;

/// <summary>Exactly one LICENSE and one NOTICE in the folder of a source archive, each with the contents that the foundation requires.</summary>
internal sealed class LicenceFilesVisitor : IArchiveVisitor
{
    /// <summary>Files that are looked at; more than one of a kind is wrong anyway, and each takes memory.</summary>
    private const int MaxFiles = 10;

    private static readonly string[] Suffixes = ["", ".txt", ".md"];

    private readonly List<(string Path, LicenceFileProblem? Problem)> _licences = [];
    private readonly List<(string Path, IReadOnlyList<string> Problems)> _notices = [];

    public int BytesWanted(ArchiveMember member) => _licences.Count + _notices.Count < MaxFiles && KindOf(member) is not null ? LicenceFile.MaxBytes + 1 : 0;

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
        }
    }

    public IReadOnlyList<Finding> Finish() => [.. Licence(), .. Notice()];

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

    private static Finding? Count(string name, List<string> paths) => paths.Count switch
    {
        0 => new(FindingStatus.Blocker, $"The archive has no {name} file in its folder. Every source release needs one."),
        1 => null,
        _ => new(FindingStatus.Blocker, $"The archive has several {name} files in its folder: {string.Join(", ", paths.Select(path => $"\"{Printable.Of(MemberClassifier.Relative(path), 100)}\""))}. Keep one."),
    };

    /// <summary>Which of the two a member is: at the top, or in the one folder at the top.</summary>
    private static string? KindOf(ArchiveMember member)
    {
        if (member.Kind != MemberKind.File || member.IsMacMetadata || member.Path.Count(character => character == '/') > 1)
        {
            return null;
        }

        return Array.Find(["LICENSE", "NOTICE"], name => Array.Exists(Suffixes, suffix => member.Name.Equals(name + suffix, StringComparison.OrdinalIgnoreCase)));
    }
}
