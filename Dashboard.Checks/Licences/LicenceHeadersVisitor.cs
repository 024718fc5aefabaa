using Dashboard.Checks.Archives;

namespace Dashboard.Checks.Licences;

/// <summary>Every source file carries the foundation's licence header, word for word.</summary>
internal sealed class LicenceHeadersVisitor(MemberClassifier classifier) : IArchiveVisitor
{
    /// <summary>Members that get a finding of their own; the summary counts them all.</summary>
    private const int MaxFindings = 200;

    private const int MaxEditsShown = 3;

    private readonly List<(string Path, ClassifiedFile File)> _wrong = [];
    private RatExcludes _excludes = RatExcludes.None;
    private int _exact, _others, _generated;

    public int BytesWanted(ArchiveMember member) =>
        member.Kind != MemberKind.File || member.IsMacMetadata ? 0
        : IsExcludes(member) ? 64 * 1024
        : SourceLanguages.Of(member.Path) is null ? 0 : FileClassifier.HeadBytes;

    public void Visit(ArchiveMember member, ReadOnlyMemory<byte> head)
    {
        if (BytesWanted(member) == 0)
        {
            return;
        }

        if (IsExcludes(member))
        {
            _excludes = RatExcludes.Parse(head.Span);
            return;
        }

        var file = classifier.Classify(member, head);
        switch (file)
        {
            case { Header.Match: HeaderMatch.Exact }:
                _exact++;
                break;
            case { Header.Match: HeaderMatch.Near }:
            case { Class: FileClass.Unknown }:
                _wrong.Add((MemberClassifier.Relative(member.Path), file));
                break;
            case { Class: FileClass.Generated or FileClass.Empty }:
                _generated++;
                break;
            default:
                // Another licence's notice is no missing header; which licences may be there is the scan's question.
                _others++;
                break;
        }
    }

    public IReadOnlyList<Finding> Finish()
    {
        var wrong = _wrong.Where(entry => !_excludes.Matches(entry.Path)).ToList();
        var excluded = _wrong.Count - wrong.Count;
        var near = wrong.Count(entry => entry.File.Header?.Match == HeaderMatch.Near);
        var data = new Dictionary<string, string>
        {
            ["header"] = $"{_exact}", ["near"] = $"{near}", ["missing"] = $"{wrong.Count - near}", ["other"] = $"{_others}", ["generated"] = $"{_generated}", ["excluded"] = $"{excluded}",
        };
        var summary = $"{_exact:N0} source files have the header, {near:N0} have one that is nearly right, {wrong.Count - near:N0} have none, {_others:N0} stand under another notice, {_generated:N0} are generated or empty, {excluded:N0} are excluded.";
        return
        [
            new(wrong.Count == 0 ? FindingStatus.Note : FindingStatus.Concern, summary, Data: data),
            .. wrong.OrderBy(entry => entry.Path, StringComparer.Ordinal).Take(MaxFindings).Select(Describe),
        ];
    }

    private static Finding Describe((string Path, ClassifiedFile File) entry)
    {
        if (entry.File.Header is not { Match: HeaderMatch.Near, Edits: var edits })
        {
            return new(FindingStatus.Concern, "The licence header is missing. Add the one of https://www.apache.org/legal/src-headers.html at the top of the file.", Printable.Of(entry.Path));
        }

        var shown = string.Join("; ", edits.Take(MaxEditsShown).Select(edit => edit.Describe()));
        return new(
            FindingStatus.Concern,
            $"The licence header is nearly right: {shown}{(edits.Count > MaxEditsShown ? $"; and {edits.Count - MaxEditsShown} more" : string.Empty)}.",
            Printable.Of(entry.Path),
            new Dictionary<string, string> { ["edits"] = string.Join('\n', edits.Select(edit => edit.Describe())) });
    }

    internal static bool IsExcludes(ArchiveMember member) =>
        member.Kind == MemberKind.File && member.Path.Count(character => character == '/') <= 1 && RatExcludes.FileNames.Contains(member.Name);
}
