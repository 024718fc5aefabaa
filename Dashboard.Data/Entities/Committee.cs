namespace Dashboard.Data.Entities;

/// <summary>A group that releases: a project management committee, or a podling's (its candidate).</summary>
public sealed class Committee
{
    /// <summary>A short label in lower case, the key.</summary>
    public required string Name { get; init; }

    /// <summary>For display, without a leading "Apache".</summary>
    public string? FullName { get; set; }

    /// <summary>A podling's artifacts must be named "incubating".</summary>
    public bool IsPodling { get; set; }

    public string? ParentCommitteeName { get; set; }
    public Committee? ParentCommittee { get; set; }

    /// <summary>User names.</summary>
    public List<string> CommitteeMembers { get; init; } = [];
    public List<string> Committers { get; init; } = [];
    public List<string> ReleaseManagers { get; init; } = [];

    public List<Project> Projects { get; } = [];
    public List<KeyLink> KeyLinks { get; } = [];

    public string DisplayName => (FullName ?? Name) + (IsPodling ? " (PPMC)" : "");
}
