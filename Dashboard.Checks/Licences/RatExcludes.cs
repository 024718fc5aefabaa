using System.Text;
using System.Text.RegularExpressions;

namespace Dashboard.Checks.Licences;

/// <summary>
/// The <c>.rat-excludes</c> file of a source tree. Apache RAT reads each line as a regular expression, as a name and as a wildcard, and
/// whichever matches excludes the file; projects use all three, so all three are honoured here.
/// </summary>
public sealed class RatExcludes
{
    /// <summary>The names under which RAT's file of excludes is found, in the order in which they are looked for.</summary>
    public static readonly IReadOnlyList<string> FileNames = [".rat-excludes", "rat-excludes.txt"];

    private readonly PathPatterns _patterns;
    private readonly IReadOnlyList<Regex> _expressions;

    private RatExcludes(PathPatterns patterns, IReadOnlyList<Regex> expressions)
    {
        _patterns = patterns;
        _expressions = expressions;
    }

    /// <summary>Excludes nothing.</summary>
    public static RatExcludes None { get; } = new(PathPatterns.None, []);

    /// <summary>Reads the file.</summary>
    public static RatExcludes Parse(ReadOnlySpan<byte> content)
    {
        var lines = Encoding.UTF8.GetString(content).Split('\n')
            .Select(line => line.Trim().TrimStart('\uFEFF'))
            .Where(line => line.Length is > 0 and <= PathPatterns.MaxLength && !line.StartsWith('#'))
            .Take(PathPatterns.MaxPatterns)
            .ToList();
        return new(PathPatterns.Parse(lines), [.. lines.Select(Expression).OfType<Regex>()]);
    }

    /// <summary>Whether the scan leaves a file out.</summary>
    /// <param name="path">Relative to the folder that holds the excludes.</param>
    public bool Matches(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return _patterns.Matches(path) || _expressions.Any(expression => Array.Exists(path.Split('/'), expression.IsMatch));
    }

    private static Regex? Expression(string line)
    {
        try
        {
            return new Regex($"^(?:{line})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            // A wildcard such as *.json is no regular expression, and one with a lookaround cannot be matched in linear time.
            return null;
        }
    }
}
