namespace Dashboard.Features.Projects;

/// <summary>Finds committees and projects by words.</summary>
public static class ProjectSearch
{
    /// <summary>
    /// Keeps the projects that hold every word in their names or their description, and those of committees that do so by themselves.
    /// Case does not matter.
    /// </summary>
    /// <param name="search">Words parted by blanks; none of them finds everything.</param>
    public static ProjectList Narrow(ProjectList list, string? search)
    {
        var words = (search ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? list : new ProjectList(
            [.. list.Committees.Select(c => Narrow(c, words)).OfType<CommitteeRow>()],
            [.. list.WithoutCommittee.Where(p => Holds(words, Text(p)))]);
    }

    private static CommitteeRow? Narrow(CommitteeRow committee, string[] words)
    {
        var own = $"{committee.Details.Name}\n{committee.DisplayName}";
        if (Holds(words, own))
        {
            return committee;
        }

        // "tooling widget" finds the widget of tooling.
        var projects = committee.Projects.Where(p => Holds(words, $"{own}\n{Text(p)}")).ToList();
        return projects.Count > 0 ? committee with { Projects = projects } : null;
    }

    private static string Text(ProjectRow project) => $"{project.Details.Name}\n{project.Details.FullName}\n{project.Details.Description}";

    private static bool Holds(string[] words, string text) => words.All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
