namespace Dashboard.Data.Entities;

/// <summary>How a project, or one release, is put to the vote. Null or empty means the default.</summary>
public sealed class ReleasePolicy
{
    public const int DefaultMinHours = 72;

    public int Id { get; init; }
    public List<string> MailtoAddresses { get; init; } = [];
    public bool ManualVote { get; set; }

    /// <summary>How long a vote stays open, in hours: 0 (no minimum) or 72 to 144; null is <see cref="DefaultMinHours"/>.</summary>
    public int? MinHours { get; set; }

    public string ReleaseChecklist { get; set; } = "";
    public bool PauseForRm { get; set; }
    public string StartVoteTemplate { get; set; } = "";
    public string AnnounceReleaseTemplate { get; set; } = "";

    /// <summary>Patterns as in a .gitignore, relative to the revision's root.</summary>
    public List<string> BinaryArtifactPaths { get; init; } = [];

    /// <inheritdoc cref="BinaryArtifactPaths"/>
    public List<string> SourceArtifactPaths { get; init; } = [];

    /// <summary>May not be combined with <see cref="ManualVote"/>.</summary>
    public bool StrictChecking { get; set; }

    public string GithubRepositoryName { get; set; } = "";
    public List<string> GithubComposeWorkflowPath { get; init; } = [];
    public List<string> GithubVoteWorkflowPath { get; init; } = [];
    public List<string> GithubFinishWorkflowPath { get; init; } = [];
    public bool PreserveDownloadFiles { get; set; }
}
