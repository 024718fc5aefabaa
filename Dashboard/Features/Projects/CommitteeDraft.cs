using Dashboard.Checks;
using Dashboard.Data.Entities;

namespace Dashboard.Features.Projects;

/// <summary>What an administrator writes about a committee. Two that are equal say the same.</summary>
/// <param name="Name">The key; it never changes.</param>
/// <param name="FullName">For display, without a leading "Apache"; null shows the key.</param>
/// <param name="ParentName">The committee that this one is part of, such as a podling's incubator.</param>
public sealed record CommitteeDraft(string Name, string? FullName = null, bool IsPodling = false, string? ParentName = null)
{
    public static CommitteeDraft Of(Committee committee) =>
        new(committee.Name, committee.FullName, committee.IsPodling, committee.ParentCommitteeName);

    /// <summary>As it is stored.</summary>
    public CommitteeDraft Tidy() => this with { FullName = DisplayText.Tidy(FullName), ParentName = DisplayText.Tidy(ParentName) };

    /// <returns>A sentence that names the first broken rule; null when none is broken that can be seen without the database.</returns>
    public string? Validate() => ProjectKey.Validate(Name) ?? ValidateFullName(FullName);

    /// <inheritdoc cref="Validate"/>
    public static string? ValidateFullName(string? fullName) =>
        DisplayText.Tidy(fullName) is { } name && (name + " ").StartsWith("Apache ", StringComparison.OrdinalIgnoreCase)
            ? "The full name is written without \"Apache\" in front."
            : DisplayText.ValidateName(DisplayText.Tidy(fullName));
}
