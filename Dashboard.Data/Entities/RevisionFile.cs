namespace Dashboard.Data.Entities;

/// <summary>One path of a revision and the content it had.</summary>
public sealed class RevisionFile
{
    public string RevisionName { get; init; } = null!;

    /// <summary>Relative to the revision's root, parts separated by '/'.</summary>
    public required string Path { get; init; }

    public required string Sha256 { get; init; }
    public Blob Blob { get; init; } = null!;
}

/// <summary>A content in the blob store, written once and never changed.</summary>
public sealed class Blob
{
    /// <summary>64 lower-case hex digits, the key and the name in the store.</summary>
    public required string Sha256 { get; init; }

    /// <summary>128 lower-case hex digits, taken in the same pass.</summary>
    public required string Sha512 { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    public required DateTime Created { get; init; }
}
