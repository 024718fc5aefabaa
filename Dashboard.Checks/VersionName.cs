namespace Dashboard.Checks;

/// <summary>
/// The rules for a version, as Apache Trusted Releases has them: letters, digits, "+", "." and "-", alphanumeric at both
/// ends, no two signs in a row, and not the word "version".
/// </summary>
public static class VersionName
{
    /// <summary>The longest version, in characters.</summary>
    public const int MaxLength = 100;

    /// <summary>Says which rule a version breaks.</summary>
    /// <param name="version">Anything, hostile too.</param>
    /// <returns>A sentence that names the first broken rule and is safe to show; null when the version may be used.</returns>
    public static string? Validate(string? version)
    {
        if (string.IsNullOrEmpty(version))
        {
            return "The version is empty.";
        }

        if (version.Length > MaxLength)
        {
            return $"The version is longer than {MaxLength} characters.";
        }

        if (version.Equals("version", StringComparison.OrdinalIgnoreCase))
        {
            return "The version is the word \"version\".";
        }

        if (version.Any(sign => !char.IsAsciiLetterOrDigit(sign) && !IsSeparator(sign)))
        {
            return "The version may hold only letters, digits, \"+\", \".\" and \"-\".";
        }

        if (IsSeparator(version[0]) || IsSeparator(version[^1]))
        {
            return "The version must begin and end with a letter or a digit.";
        }

        return version.Zip(version.Skip(1)).Any(pair => IsSeparator(pair.First) && IsSeparator(pair.Second))
            ? "The version has two of \"+\", \".\" and \"-\" in a row."
            : null;
    }

    private static bool IsSeparator(char sign) => sign is '+' or '.' or '-';
}
