using Dashboard.Checks;

namespace Dashboard.Features.Projects;

/// <summary>The rules for words that people write for people: names and descriptions.</summary>
public static class DisplayText
{
    /// <summary>Longest name, in UTF-16 units.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Longest description, in UTF-16 units.</summary>
    public const int MaxDescriptionLength = 2000;

    /// <summary>Without blanks at its ends, its line ends as one character; null when nothing is left.</summary>
    public static string? Normalize(string? text) =>
        text?.ReplaceLineEndings("\n").Trim() is { Length: > 0 } tidy ? tidy : null;

    /// <returns>A sentence that names the first broken rule; null when the name may be used. An absent name may.</returns>
    public static string? ValidateName(string? name) =>
        name is null ? null
        : name.Length > MaxNameLength ? $"The name is longer than {MaxNameLength} characters."
        : IsVisible(name) ? null
        : "The name has a line break, or a control or invisible character.";

    /// <inheritdoc cref="ValidateName"/>
    public static string? ValidateDescription(string? description) =>
        description is null ? null
        : description.Length > MaxDescriptionLength ? $"The description is longer than {MaxDescriptionLength} characters."
        : description.Split('\n').All(IsVisible) ? null
        : "The description has a control or invisible character.";

    /// <summary>What printing would have to change could drive a terminal, or pass for another name.</summary>
    private static bool IsVisible(string line) => Printable.Of(line, line.Length) == line;
}
