namespace Dashboard.Checks.Archives;

/// <summary>
/// Holds the members of an archive to the limits, and finds the ones that would leave the folder they are unpacked in, overwrite each
/// other or act on the machine.
/// </summary>
internal sealed class MemberGuard(ArchiveLimits limits, ArchiveProblems problems)
{
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _folded = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Members seen.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of content seen.</summary>
    public long Bytes => _bytes;

    /// <exception cref="ArchiveException">There are too many members.</exception>
    public void Enter(ArchiveMember member)
    {
        if (++Count > limits.MaxMembers)
        {
            throw new ArchiveException($"The archive has more than {limits.MaxMembers:N0} members and was not read further.");
        }

        if (PathProblem(member.Path) is { } problem)
        {
            problems.Add(FindingStatus.Blocker, problem, member.Path);
            return;
        }

        if (member.Path.EnumerateRunes().Any(rune => ReleasePath.IsDecomposed(rune.Value)))
        {
            problems.Add(FindingStatus.Concern, "The name is in decomposed Unicode form: some systems take it for the same as the composed one. Write it composed (NFC).", member.Path);
        }

        Clash(member);
        switch (member.Kind)
        {
            case MemberKind.Special:
                problems.Add(FindingStatus.Blocker, "The member is a device, a fifo or of an unknown type, which unpacks to something other than a file. Remove it.", member.Path);
                break;
            case MemberKind.SymbolicLink when LeavesRoot(member.Path, member.LinkTarget ?? string.Empty):
                problems.Add(FindingStatus.Blocker, $"The symbolic link points out of the archive, to \"{Printable.Of(member.LinkTarget ?? string.Empty, 100)}\". Remove it, or point it inside.", member.Path);
                break;
            case MemberKind.HardLink when PathProblem(member.LinkTarget ?? string.Empty) is not null || !_paths.Contains(member.LinkTarget!):
                problems.Add(FindingStatus.Blocker, $"The hard link points to \"{Printable.Of(member.LinkTarget ?? string.Empty, 100)}\", which is no earlier member of the archive.", member.Path);
                break;
        }
    }

    /// <summary>Counts content as it is decompressed.</summary>
    /// <param name="bytes">Further bytes of content.</param>
    /// <param name="packed">Bytes of the archive that were read for all content so far.</param>
    /// <exception cref="ArchiveException">The content is larger than allowed.</exception>
    public void Grow(long bytes, long packed)
    {
        _bytes += bytes;
        if (_bytes > limits.MaxBytes)
        {
            throw new ArchiveException($"The archive unpacks to more than {limits.MaxBytes:N0} bytes and was not read further.");
        }

        if (_bytes > limits.RatioFloorBytes && _bytes / Math.Max(1, packed) > limits.MaxRatio)
        {
            throw new ArchiveException($"The archive unpacks to more than {limits.MaxRatio} times its size, as a decompression bomb does, and was not read further.");
        }
    }

    private void Clash(ArchiveMember member)
    {
        if (!_paths.Add(member.Path))
        {
            if (member.Kind != MemberKind.Directory)
            {
                problems.Add(FindingStatus.Blocker, "The archive has two members of this name: which one is unpacked depends on the tool.", member.Path);
            }

            return;
        }

        var folded = member.Path.ToUpperInvariant();
        if (!_folded.TryAdd(folded, member.Path))
        {
            problems.Add(
                FindingStatus.Concern,
                $"The name differs only in case from \"{Printable.Of(_folded[folded], 200)}\": on Windows and macOS one overwrites the other.",
                member.Path);
        }
    }

    private string? PathProblem(string path)
    {
        if (path.Length == 0)
        {
            return "The member has no name.";
        }

        if (path.Length > limits.MaxPathLength)
        {
            return $"The member's path is longer than {limits.MaxPathLength} characters.";
        }

        if (path.StartsWith('/') || (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0])))
        {
            return "The member's path is absolute: it would be written outside the folder in which the archive is unpacked.";
        }

        if (path.Contains('\\', StringComparison.Ordinal))
        {
            return "The member's path has a backslash, which Windows takes for a folder separator.";
        }

        if (path.Any(char.IsControl) || path.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return "The member's path has control characters or bytes that are not text.";
        }

        var parts = path.Split('/');
        return Array.Exists(parts, part => part is "..") ? "The member's path has \"..\": it would be written outside the folder in which the archive is unpacked."
            : Array.Exists(parts, part => part is "" or ".") ? "The member's path has an empty part or \".\"."
            : parts.Length > limits.MaxDepth ? $"The member lies more than {limits.MaxDepth} folders deep."
            : null;
    }

    private static bool LeavesRoot(string path, string target)
    {
        if (target.Length == 0 || target.StartsWith('/') || target.Contains('\\', StringComparison.Ordinal) || target.Contains(':', StringComparison.Ordinal))
        {
            return true;
        }

        var depth = path.Count(character => character == '/');
        foreach (var part in target.Split('/'))
        {
            depth += part is ".." ? -1 : part is "" or "." ? 0 : 1;
            if (depth < 0)
            {
                return true;
            }
        }

        return false;
    }
}
