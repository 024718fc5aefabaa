namespace Dashboard.Features;

/// <summary>Counts whose nouns agree with their numbers.</summary>
public static class Quantity
{
    private const int MaxNamed = 5;

    /// <summary>Returns "1 project", "2 projects".</summary>
    /// <param name="plural">Null where the noun takes an "s".</param>
    public static string Of(long count, string noun, string? plural = null) => count == 1 ? $"1 {noun}" : $"{count} {plural ?? noun + "s"}";

    /// <summary>Returns "2 projects (one, two)"; of more than five, the first five are named.</summary>
    public static string Of(IReadOnlyCollection<string> names, string noun) =>
        $"{Of(names.Count, noun)} ({string.Join(", ", names.Take(MaxNamed))}{(names.Count > MaxNamed ? ", …" : "")})";
}
