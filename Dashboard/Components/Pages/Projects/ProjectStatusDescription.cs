using Dashboard.Data.Entities;

namespace Dashboard.Components.Pages.Projects;

/// <summary>What a project's status means for whoever sets it.</summary>
internal static class ProjectStatusDescription
{
    public static string Of(ProjectStatus status) => status switch
    {
        ProjectStatus.Active => "Active: takes new releases.",
        ProjectStatus.Dormant => "Dormant: asleep, takes no new releases.",
        ProjectStatus.Retired => "Retired: has ended, takes no new releases. What was released stays.",
        _ => "Standing: lives on without releases.",
    };
}
