namespace Dashboard.Data.Entities;

/// <summary>The rules by which the releases of a project, or one release, are voted on. A null or empty value means the default.</summary>
public sealed class ReleasePolicy
{
    public const int DefaultMinHours = 72;

    public int Id { get; init; }
    public List<string> MailtoAddresses { get; init; } = [];
    public bool ManualVote { get; set; }

    /// <summary>The least duration of a vote in hours: 0 for no minimum, or 72 to 144; null for <see cref="DefaultMinHours"/>.</summary>
    public int? MinHours { get; set; }

    public string ReleaseChecklist { get; set; } = "";
    public bool PauseForRm { get; set; }
    public string StartVoteTemplate { get; set; } = "";
    public string AnnounceReleaseTemplate { get; set; } = "";

    /// <summary>Patterns in the syntax of .gitignore, relative to the revision's root.</summary>
    public List<string> BinaryArtifactPaths { get; init; } = [];

    /// <inheritdoc cref="BinaryArtifactPaths"/>
    public List<string> SourceArtifactPaths { get; init; } = [];

    /// <summary>Excludes <see cref="ManualVote"/>.</summary>
    public bool StrictChecking { get; set; }

    public string GithubRepositoryName { get; set; } = "";
    public List<string> GithubComposeWorkflowPath { get; init; } = [];
    public List<string> GithubVoteWorkflowPath { get; init; } = [];
    public List<string> GithubFinishWorkflowPath { get; init; } = [];
    public bool PreserveDownloadFiles { get; set; }
}
