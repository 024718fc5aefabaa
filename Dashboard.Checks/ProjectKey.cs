namespace Dashboard.Checks;

/// <summary>The rules for the key of a project or a committee: a lower-case label, as in a host name.</summary>
public static class ProjectKey
{
    /// <summary>The longest key, in characters.</summary>
    public const int MaxLength = 63;

    /// <summary>Says which rule a key breaks.</summary>
    /// <param name="key">Anything, hostile too.</param>
    /// <returns>A sentence that names the first broken rule and is safe to show; null when the key may be used.</returns>
    public static string? Validate(string? key)
    {
        if (string.IsNullOrEmpty(key))
        {
            return "The key is empty.";
        }

        if (key.Length > MaxLength)
        {
            return $"The key is longer than {MaxLength} characters.";
        }

        if (key.Any(sign => !char.IsAsciiLetterLower(sign) && !char.IsAsciiDigit(sign) && sign != '-'))
        {
            return "The key may hold only lower-case letters, digits and \"-\".";
        }

        if (key[0] == '-' || key[^1] == '-')
        {
            return "The key must begin and end with a letter or a digit.";
        }

        return key.Contains("--", StringComparison.Ordinal) ? "The key has two \"-\" in a row." : null;
    }
}
