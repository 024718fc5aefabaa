namespace Dashboard.Checks.Archives;

/// <summary>What a member of an archive is.</summary>
public enum MemberKind
{
    File,
    Directory,
    SymbolicLink,
    HardLink,

    /// <summary>A device, a fifo or anything else that has no place in a release.</summary>
    Special,
}

/// <summary>One member of an archive.</summary>
/// <param name="Path">As the archive has it, without a leading <c>./</c> and a trailing <c>/</c>; hostile until checked.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes of content; 0 for everything but files.</param>
/// <param name="LinkTarget">Where a link points, as the archive has it.</param>
public sealed record ArchiveMember(string Path, MemberKind Kind, long Size, string? LinkTarget = null)
{
    /// <summary>The last part of the path.</summary>
    public string Name => ArtifactNames.FileName(Path);

    /// <summary>macOS keeps attributes in such files; they are skipped, as by the reference system.</summary>
    public bool IsMacMetadata => Name.StartsWith("._", StringComparison.Ordinal);
}

/// <summary>Something that looks at the members of an archive while it is read once.</summary>
public interface IArchiveVisitor
{
    /// <summary>How many bytes from the start of a member's content the visitor wants to see; 0 for none.</summary>
    int BytesWanted(ArchiveMember member);

    /// <summary>Called for every member, in the archive's order.</summary>
    /// <param name="member">The member.</param>
    /// <param name="head">The start of its content, at least as much as the visitor wanted where there is so much; valid during the call.</param>
    void Visit(ArchiveMember member, ReadOnlyMemory<byte> head);

    /// <summary>Called once after the last member, also where the archive turned out to be damaged.</summary>
    /// <returns>At least one finding.</returns>
    IReadOnlyList<Finding> Finish();
}
