namespace Dashboard.Data.Entities;

/// <summary>The phase of a release.</summary>
public enum ReleasePhase
{
    /// <summary>Files are uploaded and checked.</summary>
    ReleaseCandidateDraft,

    /// <summary>One revision is being voted on.</summary>
    ReleaseCandidate,

    /// <summary>The vote passed.</summary>
    ReleasePreview,

    /// <summary>Announced.</summary>
    Release,
}

/// <summary>A version of a project that is being released. Only this class forms its name, <c>{project}-{version}</c>.</summary>
public sealed class Release
{
    private Release()
    {
    }

    public Release(string projectName, string version, DateTime created)
    {
        ArgumentException.ThrowIfNullOrEmpty(projectName);
        ArgumentException.ThrowIfNullOrEmpty(version);
        Name = NameOf(projectName, version);
        ProjectName = projectName;
        Version = version;
        Created = created;
    }

    public static string NameOf(string projectName, string version) => $"{projectName}-{version}";

    public string Name { get; private init; } = null!;
    public ReleasePhase Phase { get; set; }
    public DateTime Created { get; private init; }

    /// <summary>When it was announced; null unless the phase is <see cref="ReleasePhase.Release"/>.</summary>
    public DateTime? Released { get; set; }

    public string ProjectName { get; private init; } = null!;
    public Project Project { get; private init; } = null!;
    public string Version { get; private init; } = null!;

    /// <summary>The release's own policy; null when the project's applies.</summary>
    public int? ReleasePolicyId { get; set; }
    public ReleasePolicy? ReleasePolicy { get; set; }

    public bool VoteManual { get; set; }
    public DateTime? VoteStarted { get; set; }
    public DateTime? VoteResolved { get; set; }

    /// <summary>The mail thread of the podling's own vote, after that passed.</summary>
    public string? PodlingThreadId { get; set; }

    public List<Revision> Revisions { get; } = [];
    public List<ReleaseTask> Tasks { get; } = [];
}
