namespace Dashboard.Data.Entities;

/// <summary>A project management committee, or the one of a podling.</summary>
public sealed class Committee
{
    /// <summary>The key: a short label in lower case.</summary>
    public required string Name { get; init; }

    /// <summary>The name for display, without a leading "Apache".</summary>
    public string? FullName { get; set; }

    /// <summary>Whether it is a podling, whose artifacts must have "incubating" in their names.</summary>
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
