using Dashboard.Checks;
using Dashboard.Data.Entities;
using Dashboard.Features.Editing;

namespace Dashboard.Features.Projects;

/// <summary>What an administrator writes about a committee. Two that are equal say the same.</summary>
/// <param name="Name">The key; it never changes.</param>
/// <param name="FullName">For display, without a leading "Apache"; null shows the key.</param>
/// <param name="ParentName">The committee that this one is part of, such as a podling's incubator.</param>
public sealed record CommitteeDetails(string Name, string? FullName = null, bool IsPodling = false, string? ParentName = null)
    : IDetails<CommitteeDetails>
{
    public static CommitteeDetails Of(Committee committee) =>
        new(committee.Name, committee.FullName, committee.IsPodling, committee.ParentCommitteeName);

    public CommitteeDetails WithName(string name) => this with { Name = name };

    public CommitteeDetails Normalize() => this with { FullName = DisplayText.Normalize(FullName), ParentName = DisplayText.Normalize(ParentName) };

    public string? Validate() => ProjectKey.Validate(Name) ?? ValidateFullName(FullName);

    /// <returns>A sentence that names the broken rule; null when none is broken.</returns>
    public static string? ValidateFullName(string? fullName) =>
        DisplayText.Normalize(fullName) is { } name && (name + " ").StartsWith("Apache ", StringComparison.OrdinalIgnoreCase)
            ? "The full name is written without \"Apache\" in front."
            : DisplayText.ValidateName(DisplayText.Normalize(fullName));
}
