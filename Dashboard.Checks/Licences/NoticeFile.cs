using System.Text;
using System.Text.RegularExpressions;

namespace Dashboard.Checks.Licences;

/// <summary>
/// The NOTICE file of a release: the product, the foundation's copyright, and its attribution
/// (https://infra.apache.org/licensing-howto.html#mod-notice).
/// </summary>
public static partial class NoticeFile
{
    /// <summary>The largest NOTICE file that is read, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    // The three lines stand at the top; what follows are the notices of others.
    private const int SearchedLines = 40;

    /// <summary>What the file lacks, each a sentence that says what to write; empty when nothing is missing.</summary>
    public static IReadOnlyList<string> Examine(ReadOnlyMemory<byte> content)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return ["It is not UTF-8: save it as UTF-8."];
        }

        var lines = text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Take(SearchedLines).ToList();
        var problems = new List<string>();
        if (lines.FirstOrDefault() is not { } first || !Product().IsMatch(first))
        {
            problems.Add($"Its first line must name the product, such as \"Apache Example\"{(lines.Count > 0 ? $"; it is \"{Printable.Of(lines[0], 80)}\"" : string.Empty)}.");
        }

        if (!lines.Exists(Copyright().IsMatch))
        {
            problems.Add($"It lacks the line \"Copyright YYYY The Apache Software Foundation\" (or \"YYYY-YYYY\"){Instead(lines, "copyright")}.");
        }

        if (!Attribution().IsMatch(string.Join(' ', lines)))
        {
            problems.Add(
                $"It lacks the lines \"This product includes software developed at\" and \"The Apache Software Foundation (https://www.apache.org/).\"{Instead(lines, "includes software")}.");
        }

        return problems;
    }

    private static string Instead(List<string> lines, string word) =>
        lines.Find(line => line.Contains(word, StringComparison.OrdinalIgnoreCase)) is { } line ? $"; it has \"{Printable.Of(line, 80)}\"" : string.Empty;

    [GeneratedRegex("^(The )?Apache [^ ].*$", RegexOptions.CultureInvariant)]
    private static partial Regex Product();

    [GeneratedRegex(@"^Copyright( \([cC]\)| ©)? [0-9]{4}(\s?[-–,]\s?([0-9]{4}|present))*,? (The )?Apache Software Foundation\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Copyright();

    [GeneratedRegex(@"This product includes software developed (at|by) The Apache Software Foundation \(https?://www\.apache\.org/?\)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Attribution();
}
