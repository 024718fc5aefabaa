namespace Dashboard.Features.Projects;

/// <summary>Counts and lists as people say them.</summary>
public static class Tally
{
    private const int MaxNamed = 5;

    /// <summary>"1 project", "2 projects".</summary>
    public static string Of(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>"2 projects (one, two)"; of many, the first five are named.</summary>
    public static string Of(IReadOnlyCollection<string> names, string noun) =>
        $"{Of(names.Count, noun)} ({string.Join(", ", names.Take(MaxNamed))}{(names.Count > MaxNamed ? ", …" : "")})";
}
