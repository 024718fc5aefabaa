namespace Dashboard.Data.Entities;

public enum ProjectStatus
{
    Active,
    Dormant,
    Retired,
    Standing,
}

/// <summary>A project of a committee. Only an active project can have new releases.</summary>
public sealed class Project
{
    /// <summary>The key: a short label in lower case.</summary>
    public required string Name { get; init; }

    public string? FullName { get; set; }
    public ProjectStatus Status { get; set; }
    public string? SuperProjectName { get; set; }
    public Project? SuperProject { get; set; }
    public string? Description { get; set; }

    /// <summary>Labels separated by commas.</summary>
    public string? Category { get; set; }

    /// <summary>Labels separated by commas.</summary>
    public string? ProgrammingLanguages { get; set; }

    public string? CommitteeName { get; set; }
    public Committee? Committee { get; set; }

    /// <summary>Null when the defaults apply.</summary>
    public int? ReleasePolicyId { get; set; }
    public ReleasePolicy? ReleasePolicy { get; set; }

    public required DateTime Created { get; init; }
    public string? CreatedBy { get; init; }

    public List<Release> Releases { get; } = [];

    public string DisplayName => FullName ?? Name;
}
