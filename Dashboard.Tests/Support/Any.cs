using Dashboard.Data.Entities;

namespace Dashboard.Tests.Support;

/// <summary>Entities that are valid where a test does not care.</summary>
public static class Any
{
    /// <summary>When tests take place.</summary>
    public static readonly DateTime Now = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    public static Committee Committee(string name = "tooling", string? fullName = null) => new() { Name = name, FullName = fullName };

    public static Project Project(string name = "widget", string? committee = "tooling", ProjectStatus status = ProjectStatus.Active) =>
        new() { Name = name, CommitteeName = committee, Status = status, Created = Now };

    public static Release Release(string project = "widget", string version = "1.0.0") => new(project, version, Now);
}
