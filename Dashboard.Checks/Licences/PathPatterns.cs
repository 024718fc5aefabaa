using System.Text;
using System.Text.RegularExpressions;

namespace Dashboard.Checks.Licences;

/// <summary>
/// Patterns of paths in the syntax of gitignore(5): <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>**</c>, a leading <c>/</c> or an inner one that ties
/// the pattern to the root, a trailing one that means folders, and <c>!</c> to include again. The last pattern that matches decides.
/// </summary>
/// <remarks>Patterns come from outside, so they are matched without backtracking: no pattern takes more than linear time.</remarks>
public sealed class PathPatterns
{
    /// <summary>The most patterns that are honoured, and the longest.</summary>
    public const int MaxPatterns = 1000, MaxLength = 512;

    private readonly List<(Regex Regex, bool Includes)> _patterns = [];

    private PathPatterns()
    {
    }

    /// <summary>Matches nothing.</summary>
    public static PathPatterns None { get; } = new();

    /// <summary>Reads patterns, one a line. Blank lines and lines that begin with <c>#</c> are comments; what is too long or too many is left out.</summary>
    public static PathPatterns Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text.Split('\n'));
    }

    /// <summary>Reads patterns, one an item.</summary>
    public static PathPatterns Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var patterns = new PathPatterns();
        foreach (var line in lines.Select(line => line.Trim('\r', '\uFEFF')).Where(IsPattern).Take(MaxPatterns))
        {
            var pattern = Unpadded(line);
            var includes = pattern.StartsWith('!');
            pattern = includes || pattern.StartsWith("\\!", StringComparison.Ordinal) || pattern.StartsWith("\\#", StringComparison.Ordinal) ? pattern[1..] : pattern;
            if (pattern.Trim('/').Length > 0 && ToRegex(pattern) is { } regex)
            {
                patterns._patterns.Add((regex, includes));
            }
        }

        return patterns;
    }

    /// <summary>Whether there is no pattern at all.</summary>
    public bool IsEmpty => _patterns.Count == 0;

    /// <summary>Whether a file is matched, itself or by one of its folders.</summary>
    /// <param name="path">Relative to the root that the patterns are for, with <c>/</c> between its parts.</param>
    public bool Matches(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        for (var index = _patterns.Count - 1; index >= 0; index--)
        {
            if (_patterns[index].Regex.IsMatch(path))
            {
                return !_patterns[index].Includes;
            }
        }

        return false;
    }

    private static bool IsPattern(string line) => line.Trim().Length > 0 && !line.StartsWith('#') && line.Length <= MaxLength;

    /// <summary>Trailing blanks do not count unless they are quoted.</summary>
    private static string Unpadded(string line)
    {
        var trimmed = line.TrimEnd(' ', '\t');
        return trimmed.EndsWith('\\') && trimmed.Length < line.Length ? trimmed + ' ' : trimmed;
    }

    /// <returns>Null for a pattern that is malformed, such as one with an open bracket.</returns>
    private static Regex? ToRegex(string pattern)
    {
        var foldersOnly = pattern.EndsWith('/');
        var body = pattern.Trim('/');
        var rooted = pattern.StartsWith('/') || body.Contains('/', StringComparison.Ordinal);
        var regex = new StringBuilder(rooted ? "^" : "^(?:.*/)?");
        for (var index = 0; index < body.Length; index++)
        {
            var length = Translate(body.AsSpan(index), atStart: index == 0 || body[index - 1] == '/', regex);
            if (length == 0)
            {
                return null;
            }

            index += length - 1;
        }

        // A file is ignored with its folder, so what follows a matched folder is matched too.
        regex.Append(foldersOnly ? "/.*$" : "(?:/.*)?$");
        try
        {
            return new Regex(regex.ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Translates the next element of a pattern; returns how many characters it has, none where it is malformed.</summary>
    private static int Translate(ReadOnlySpan<char> rest, bool atStart, StringBuilder regex)
    {
        if (atStart && rest.StartsWith("**/"))
        {
            regex.Append("(?:.*/)?");
            return 3;
        }

        if (atStart && rest.SequenceEqual("**"))
        {
            regex.Append(".+");
            return 2;
        }

        switch (rest[0])
        {
            case '*':
                regex.Append("[^/]*");
                return 1;
            case '?':
                regex.Append("[^/]");
                return 1;
            case '\\' when rest.Length > 1:
                regex.Append(Regex.Escape(rest[1].ToString()));
                return 2;
            case '[' when rest.Length > 2 && rest[2..].IndexOf(']') is >= 0 and var close:
                var set = rest[1..(close + 2)];
                regex.Append(set[0] is '!' or '^' ? "[^/" : "[").Append(EscapeSet(set.TrimStart("!^"))).Append(']');
                return close + 3;
            case '[':
                return 0;
            default:
                regex.Append(Regex.Escape(rest[0].ToString()));
                return 1;
        }
    }

    private static string EscapeSet(ReadOnlySpan<char> set) =>
        set.ToString().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
}
