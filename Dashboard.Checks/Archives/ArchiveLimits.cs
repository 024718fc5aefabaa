namespace Dashboard.Checks.Archives;

/// <summary>What an archive may cost to read. The defaults are those of Apache Trusted Releases.</summary>
public sealed record ArchiveLimits
{
    /// <summary>Members of any kind.</summary>
    public int MaxMembers { get; init; } = 100_000;

    /// <summary>Bytes of content in all.</summary>
    public long MaxBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>How many times larger the content may be than the archive, once it is larger than <see cref="RatioFloorBytes"/>.</summary>
    public int MaxRatio { get; init; } = 100;

    /// <summary>Below this size nothing is a bomb, however well it is compressed.</summary>
    public long RatioFloorBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Folders inside each other.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>The longest path of a member, in characters.</summary>
    public int MaxPathLength { get; init; } = 4096;
}

/// <summary>The archive cannot be read on: it is damaged, or it goes beyond a limit.</summary>
public sealed class ArchiveException(string message, FindingStatus status = FindingStatus.Blocker) : Exception(message)
{
    public FindingStatus Status => status;
}
