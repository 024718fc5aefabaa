namespace Dashboard.Data.Entities;

/// <summary>A file of a revision: its path and its content.</summary>
public sealed class RevisionFile
{
    public string RevisionName { get; init; } = null!;

    /// <summary>The path relative to the revision's root, with '/' between its parts.</summary>
    public required string Path { get; init; }

    public required string Sha256 { get; init; }
    public Blob Blob { get; init; } = null!;
}

/// <summary>A content in the blob store. It is written once and never changed.</summary>
public sealed class Blob
{
    /// <summary>The key, and the name in the blob store: 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>128 lower-case hex digits, computed in the same pass.</summary>
    public required string Sha512 { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    public required DateTime Created { get; init; }
}
