using Dashboard.Data.Entities;

namespace Dashboard.Features.Projects;

/// <summary>A project in a list.</summary>
/// <param name="LatestRelease">The one started last; null when there is none.</param>
public sealed record ProjectRow(ProjectDetails Details, int ReleaseCount, LatestRelease? LatestRelease)
{
    public string DisplayName => Details.FullName ?? Details.Name;
}

public sealed record LatestRelease(string Version, ReleasePhase Phase);

/// <summary>A committee with its projects, in a list.</summary>
public sealed record CommitteeRow(CommitteeDetails Details, string DisplayName, int KeyCount, IReadOnlyList<ProjectRow> Projects);

/// <summary>Every committee and project.</summary>
/// <param name="WithoutCommittee">Projects of no committee, from times when there was no rule.</param>
public sealed record ProjectList(IReadOnlyList<CommitteeRow> Committees, IReadOnlyList<ProjectRow> WithoutCommittee)
{
    public int ProjectCount => Committees.Sum(c => c.Projects.Count) + WithoutCommittee.Count;
}

/// <summary>A release in its project's list.</summary>
/// <param name="LatestRevision">Its number, five digits; null when nothing was put in yet.</param>
public sealed record ReleaseRow(string Version, ReleasePhase Phase, DateTime Created, DateTime? Released, string? LatestRevision);

/// <summary>A project by itself.</summary>
/// <param name="Committees">The committees that it could belong to, for whoever edits it.</param>
public sealed record ProjectView(
    ProjectDetails Details,
    string? CommitteeDisplayName,
    DateTime Created,
    string? CreatedBy,
    IReadOnlyList<ReleaseRow> Releases,
    IReadOnlyList<CommitteeDetails> Committees)
{
    public string DisplayName => Details.FullName ?? Details.Name;
}
