using Dashboard.Checks;
using Dashboard.Data.Entities;

namespace Dashboard.Features.Projects;

/// <summary>What an administrator writes about a project. Two that are equal say the same.</summary>
/// <param name="Name">The key; it never changes, because releases, files and addresses carry it.</param>
/// <param name="FullName">For display; null shows the key.</param>
/// <param name="CommitteeName">The committee whose keys sign its releases. Only rows of old have none.</param>
public sealed record ProjectDraft(
    string Name,
    string? CommitteeName,
    string? FullName = null,
    string? Description = null,
    ProjectStatus Status = ProjectStatus.Active)
{
    public static ProjectDraft Of(Project project) =>
        new(project.Name, project.CommitteeName, project.FullName, project.Description, project.Status);

    /// <summary>As it is stored.</summary>
    public ProjectDraft Tidy() => this with
    {
        CommitteeName = DisplayText.Tidy(CommitteeName),
        FullName = DisplayText.Tidy(FullName),
        Description = DisplayText.Tidy(Description),
    };

    /// <returns>A sentence that names the first broken rule; null when none is broken that can be seen without the database.</returns>
    public string? Validate() =>
        ProjectKey.Validate(Name)
        ?? ValidateCommittee(CommitteeName)
        ?? DisplayText.ValidateName(FullName)
        ?? DisplayText.ValidateDescription(Description)
        ?? (Enum.IsDefined(Status) ? null : "There is no such status.");

    /// <inheritdoc cref="Validate"/>
    public static string? ValidateCommittee(string? committeeName) =>
        string.IsNullOrEmpty(committeeName) ? "A project belongs to a committee: choose one." : null;
}
