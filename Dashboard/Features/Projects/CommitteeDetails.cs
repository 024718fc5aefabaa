using System.Text.Json.Serialization;
using Dashboard.Checks;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Editing;

namespace Dashboard.Features.Projects;

/// <summary>What an administrator writes about a committee. Two that are equal say the same.</summary>
/// <param name="Name">The key; it never changes.</param>
/// <param name="FullName">For display, without a leading "Apache"; null shows the key.</param>
/// <param name="ParentName">The committee that this one is part of, such as a podling's incubator.</param>
/// <param name="Members">User names with blanks between, whose votes are binding; null for none.</param>
public sealed record CommitteeDetails(string Name, string? FullName = null, bool IsPodling = false, string? ParentName = null, string? Members = null)
    : IDetails<CommitteeDetails>
{
    private const int MaxMembers = 500;

    private static readonly char[] Separators = [' ', ',', ';', '\t', '\n', '\r'];

    public static CommitteeDetails Of(Committee committee) =>
        new(committee.Name, committee.FullName, committee.IsPodling, committee.ParentCommitteeName, Sort(committee.CommitteeMembers));

    public CommitteeDetails WithName(string name) => this with { Name = name };

    [JsonIgnore]
    public IReadOnlyList<string> MemberNames => Split(Members);

    public CommitteeDetails Normalize() => this with
    {
        FullName = DisplayText.Normalize(FullName),
        ParentName = DisplayText.Normalize(ParentName),
        Members = Sort(MemberNames),
    };

    public string? Validate() => ProjectKey.Validate(Name) ?? ValidateFullName(FullName) ?? ValidateMembers(Members);

    /// <returns>A sentence that names the broken rule; null when none is broken.</returns>
    public static string? ValidateMembers(string? members) =>
        Split(members).Length > MaxMembers ? $"A committee has at most {MaxMembers} members."
        : Split(members).FirstOrDefault(name => AccountRules.UserNameRefusal(name) is not null) is { } wrong ? $"\"{wrong}\" is no user name."
        : null;

    /// <returns>A sentence that names the broken rule; null when none is broken.</returns>
    public static string? ValidateFullName(string? fullName) =>
        DisplayText.Normalize(fullName) is { } name && (name + " ").StartsWith("Apache ", StringComparison.OrdinalIgnoreCase)
            ? "The full name is written without \"Apache\" in front."
            : DisplayText.ValidateName(DisplayText.Normalize(fullName));

    private static string? Sort(IEnumerable<string> names) =>
        string.Join(' ', names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) is { Length: > 0 } sorted ? sorted : null;

    private static string[] Split(string? names) => (names ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}
