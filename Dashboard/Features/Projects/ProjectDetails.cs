using Dashboard.Checks;
using Dashboard.Data.Entities;
using Dashboard.Features.Editing;

namespace Dashboard.Features.Projects;

/// <summary>What an administrator writes about a project. Two that are equal say the same.</summary>
/// <param name="Name">The key; it never changes, because releases, files and addresses carry it.</param>
/// <param name="FullName">For display; null shows the key.</param>
/// <param name="CommitteeName">The committee whose keys sign its releases. Null only in rows from before a committee was required.</param>
public sealed record ProjectDetails(
    string Name,
    string? CommitteeName,
    string? FullName = null,
    string? Description = null,
    ProjectStatus Status = ProjectStatus.Active)
    : IDetails<ProjectDetails>
{
    public static ProjectDetails Of(Project project) =>
        new(project.Name, project.CommitteeName, project.FullName, project.Description, project.Status);

    public ProjectDetails WithName(string name) => this with { Name = name };

    public ProjectDetails Normalize() => this with
    {
        CommitteeName = DisplayText.Normalize(CommitteeName),
        FullName = DisplayText.Normalize(FullName),
        Description = DisplayText.Normalize(Description),
    };

    public string? Validate() =>
        ProjectKey.Validate(Name)
        ?? ValidateCommittee(CommitteeName)
        ?? DisplayText.ValidateName(FullName)
        ?? DisplayText.ValidateDescription(Description)
        ?? (Enum.IsDefined(Status) ? null : "There is no such status.");

    /// <returns>A sentence that names the broken rule; null when none is broken.</returns>
    public static string? ValidateCommittee(string? committeeName) =>
        string.IsNullOrEmpty(committeeName) ? "A project belongs to a committee: choose one." : null;
}
