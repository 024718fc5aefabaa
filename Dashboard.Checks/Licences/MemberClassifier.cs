using Dashboard.Checks.Archives;

namespace Dashboard.Checks.Licences;

/// <summary>Classifies each member once for all visitors that ask.</summary>
internal sealed class MemberClassifier
{
    private (ArchiveMember Member, ClassifiedFile File)? _last;

    public ClassifiedFile Classify(ArchiveMember member, ReadOnlyMemory<byte> head)
    {
        if (_last is not { } last || !ReferenceEquals(last.Member, member))
        {
            _last = last = (member, FileClassifier.Classify(member.Path, head[..Math.Min(head.Length, FileClassifier.HeadBytes)]));
        }

        return last.File;
    }

    /// <summary>The path inside the archive's one folder, which is how a project names its files.</summary>
    public static string Relative(string path) => path.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? path[(slash + 1)..] : path;
}
