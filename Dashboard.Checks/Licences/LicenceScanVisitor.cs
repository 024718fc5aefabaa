using Dashboard.Checks.Archives;

namespace Dashboard.Checks.Licences;

/// <summary>The licence of every file of a source archive, with the counts and the list that Apache RAT gives.</summary>
internal sealed class LicenceScanVisitor(MemberClassifier classifier) : IArchiveVisitor
{
    private const int MaxListed = 100;

    private static readonly FileClass[] Remarkable = [FileClass.Forbidden, FileClass.BinaryOnly, FileClass.Ambiguous, FileClass.Unknown, FileClass.Archive];

    private readonly SortedDictionary<FileClass, int> _counts = [];
    private readonly SortedDictionary<string, int> _licences = new(StringComparer.Ordinal);
    private readonly List<(string Path, ClassifiedFile File)> _remarkable = [];
    private RatExcludes _excludes = RatExcludes.None;

    public int BytesWanted(ArchiveMember member) => member.Kind != MemberKind.File || member.IsMacMetadata ? 0 : LicenceHeadersVisitor.IsExcludes(member) ? 64 * 1024 : FileClassifier.HeadBytes;

    public void Visit(ArchiveMember member, ReadOnlyMemory<byte> head)
    {
        if (BytesWanted(member) == 0)
        {
            return;
        }

        if (LicenceHeadersVisitor.IsExcludes(member))
        {
            _excludes = RatExcludes.Parse(head.Span);
            return;
        }

        var file = classifier.Classify(member, head);
        if (Array.IndexOf(Remarkable, file.Class) >= 0)
        {
            _remarkable.Add((MemberClassifier.Relative(member.Path), file));
            return;
        }

        Count(file);
    }

    public IReadOnlyList<Finding> Finish()
    {
        var excluded = _remarkable.RemoveAll(entry => _excludes.Matches(entry.Path));
        _remarkable.ForEach(entry => Count(entry.File));
        if (excluded > 0)
        {
            _counts[FileClass.Excluded] = excluded;
        }

        var data = _counts.ToDictionary(count => count.Key.ToString().ToLowerInvariant(), count => $"{count.Value}");
        data["licences"] = string.Join(", ", _licences.Select(count => $"{count.Key} {count.Value}"));
        var counts = string.Join(", ", _counts.Select(count => $"{count.Value:N0} {NameOf(count.Key)}"));
        return
        [
            new(FindingStatus.Note, $"Files scanned for licences: {(counts.Length > 0 ? counts : "none")}.", Data: data),
            .. Each(FileClass.Forbidden, FindingStatus.Blocker, "stands under", "no release may contain it (category X). Remove or replace the file."),
            .. Each(FileClass.Ambiguous, FindingStatus.Concern, "names", "one of them may not be in a source release. Find out which applies."),
            .. Of(FileClass.BinaryOnly, FindingStatus.Concern, "under a licence that binary releases may contain and source releases may not (category B)"),
            .. Of(FileClass.Unknown, FindingStatus.Concern, "without a licence that is known here. Add the header, or list them in .rat-excludes with the reason"),
            .. Of(FileClass.Archive, FindingStatus.Suggestion, "inside the archive that are archives themselves, whose contents nobody can review. Leave them out if you can"),
        ];
    }

    private List<(string Path, ClassifiedFile File)> FilesOf(FileClass kind) =>
        [.. _remarkable.Where(entry => entry.File.Class == kind).OrderBy(entry => entry.Path, StringComparer.Ordinal)];

    private IEnumerable<Finding> Each(FileClass kind, FindingStatus status, string verb, string reason) =>
        FilesOf(kind).Take(MaxListed).Select(entry =>
            new Finding(status, $"The file {verb} {Printable.Of(string.Join(" and ", entry.File.Licences), 200)}: {reason}", Printable.Of(entry.Path)));

    private IEnumerable<Finding> Of(FileClass kind, FindingStatus status, string sentence)
    {
        var files = FilesOf(kind);
        if (files.Count > 0)
        {
            yield return new(
                status,
                $"{files.Count:N0} {(files.Count == 1 ? "file" : "files")} {sentence}: {string.Join(", ", files.Take(3).Select(entry => Printable.Of(entry.Path, 80)))}{(files.Count > 3 ? $" and {files.Count - 3:N0} more" : string.Empty)}.",
                Data: new Dictionary<string, string> { ["files"] = string.Join('\n', files.Take(MaxListed).Select(entry => Printable.Of(entry.Path))) });
        }
    }

    private void Count(ClassifiedFile file)
    {
        _counts[file.Class] = _counts.GetValueOrDefault(file.Class) + 1;
        foreach (var licence in file.Licences.Take(3).Where(_ => _licences.Count < MaxListed))
        {
            var name = Printable.Of(licence, 60);
            _licences[name] = _licences.GetValueOrDefault(name) + 1;
        }
    }

    private static string NameOf(FileClass kind) => kind switch
    {
        FileClass.Approved => "approved",
        FileClass.BinaryOnly => "for binaries only",
        FileClass.Forbidden => "forbidden",
        FileClass.Ambiguous => "with several licences",
        FileClass.Unknown => "unknown",
        FileClass.Notice => "notices",
        FileClass.Binary => "binary",
        FileClass.Archive => "archives",
        FileClass.Generated => "generated",
        FileClass.Empty => "empty",
        _ => "excluded",
    };
}
