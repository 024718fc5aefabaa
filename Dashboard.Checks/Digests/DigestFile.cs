using System.Text;
using System.Text.RegularExpressions;

namespace Dashboard.Checks.Digests;

/// <summary>One digest of a digest file.</summary>
/// <param name="Line">The line it begins at, from 1.</param>
/// <param name="Hex">Its hexadecimal digits in lower case, of any number.</param>
/// <param name="Name">The file name beside it, or null.</param>
/// <param name="Algorithm">The algorithm that the line names, for example "SHA256", or null.</param>
internal sealed record DigestEntry(int Line, string Hex, string? Name, string? Algorithm);

/// <summary>
/// Reads what sha512sum(1), shasum(1), BSD's sha512(1), openssl-dgst(1), gpg --print-md, Get-FileHash by hand and people by hand write.
/// </summary>
internal static partial class DigestFile
{
    /// <summary>The most digests that one file may hold; more is no companion of one artifact.</summary>
    public const int MaxEntries = 1000;

    /// <summary>Reads the entries of a digest file.</summary>
    /// <returns>The entries, and a sentence about what could not be read, or null.</returns>
    public static (IReadOnlyList<DigestEntry> Entries, string? Problem) Parse(ReadOnlySpan<byte> bytes)
    {
        if (Decode(bytes) is not { } text)
        {
            return ([], "is not a text file");
        }

        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var entries = new List<DigestEntry>();
        string? problem = null;
        for (var index = 0; index < lines.Length && entries.Count < MaxEntries; index++)
        {
            var line = lines[index].TrimEnd();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (Foreign(line) is { } foreign)
            {
                return ([], foreign);
            }

            var number = index + 1;
            if (Plain(line, number) is { } entry)
            {
                entries.Add(entry);
            }
            else if (Grouped(lines, ref index) is { } grouped)
            {
                entries.Add(grouped);
            }
            else
            {
                problem ??= $"has a line {number} that is no digest";
            }
        }

        return (entries, problem);
    }

    /// <summary>Names a form that other tools print and that no tool verifies a file with; null for any other line.</summary>
    private static string? Foreign(string line) =>
        GetFileHash().IsMatch(line) ? "is the table that PowerShell's Get-FileHash prints: write the digest and the file name in one line, as sha512sum does"
        : Integrity().IsMatch(line) ? "is a digest for an integrity attribute (sha512-...): write it in hexadecimal digits followed by two blanks and the file name, as sha512sum does"
        : Base64().IsMatch(line) ? "is a digest in Base64: write it in hexadecimal digits followed by two blanks and the file name, as sha512sum does"
        : null;

    private static DigestEntry? Plain(string line, int number)
    {
        if (Bsd().Match(line) is { Success: true } bsd)
        {
            return new DigestEntry(number, bsd.Groups["hex"].Value.ToLowerInvariant(), bsd.Groups["name"].Value, bsd.Groups["algorithm"].Value);
        }

        if (Gnu().Match(line) is { Success: true } gnu)
        {
            var name = gnu.Groups["name"].Value;

            // sha512sum begins the line with a backslash when it had to escape the name.
            return new DigestEntry(number, gnu.Groups["hex"].Value.ToLowerInvariant(), gnu.Groups["escaped"].Length == 0 ? name : Unescape(name), null);
        }

        return BareHex().IsMatch(line) ? new DigestEntry(number, line.Trim().ToLowerInvariant(), null, null) : null;
    }

    // apache-test-0.2.tar.gz: C6268245 288E458E 795DBBC3 0B254493 DF29CE08 29D770E0
    //                         E22002CD B74043EF ...
    // The name may be missing, have a line to itself, or be followed by "SHA512 =" (gpg --print-mds).
    private static DigestEntry? Grouped(string[] lines, ref int index)
    {
        var first = lines[index].TrimEnd();
        string? name = null;
        string? algorithm = null;
        var rest = first;
        if (!HexGroups().IsMatch(first))
        {
            // The last colon followed by hexadecimal digits only: a name may hold colons itself.
            var match = NamedGroups().Match(first);
            if (!match.Success)
            {
                return null;
            }

            name = match.Groups["name"].Value;
            algorithm = match.Groups["algorithm"].Success ? match.Groups["algorithm"].Value : null;
            rest = match.Groups["rest"].Value;
        }

        var number = index + 1;
        var hex = new StringBuilder(rest);

        // A name brings an indented continuation; without one any line of groups goes on.
        while (index + 1 < lines.Length
            && HexGroups().IsMatch(lines[index + 1])
            && (name is null || char.IsWhiteSpace(lines[index + 1][0])))
        {
            hex.Append(lines[++index]);
        }

        var digits = Blank().Replace(hex.ToString(), string.Empty).ToLowerInvariant();
        return digits.Length == 0 ? null : new DigestEntry(number, digits, name, algorithm);
    }

    private static string Unescape(string name) => name
        .Replace(@"\\", "\0", StringComparison.Ordinal)
        .Replace(@"\n", "\n", StringComparison.Ordinal)
        .Replace(@"\r", "\r", StringComparison.Ordinal)
        .Replace('\0', '\\');

    /// <summary>UTF-8, or UTF-16 with its mark as a redirection in Windows PowerShell makes it; null for what is no text.</summary>
    private static string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var text = bytes switch
            {
                [0xEF, 0xBB, 0xBF, .. var rest] => Strict.GetString(rest),
                [0xFF, 0xFE, .. var rest] => StrictUtf16.GetString(rest),
                [0xFE, 0xFF, .. var rest] => StrictBigEndianUtf16.GetString(rest),
                _ => Strict.GetString(bytes),
            };
            return text.Any(sign => char.IsControl(sign) && sign is not ('\n' or '\r' or '\t' or '\f')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static readonly UTF8Encoding Strict = new(false, true);
    private static readonly UnicodeEncoding StrictUtf16 = new(false, false, true);
    private static readonly UnicodeEncoding StrictBigEndianUtf16 = new(true, false, true);

    [GeneratedRegex(@"^(Algorithm[ \t]+Hash[ \t]+Path|Algorithm[ \t]*:.*)[ \t]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex GetFileHash();

    [GeneratedRegex(@"^sha(256|384|512)-[A-Za-z0-9+/]{43,}={0,2}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Integrity();

    [GeneratedRegex(@"^[A-Za-z0-9+/]{43,}={1,2}([ \t].*)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Base64();

    // SHA512 (name) = hex; openssl writes SHA512(name)= hex or SHA2-512(name)= hex.
    [GeneratedRegex(@"^(?<algorithm>[A-Za-z0-9/-]+) ?\((?<name>.+)\) ?= ?(?<hex>[0-9A-Fa-f]+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Bsd();

    // hex, then a blank and a second blank or an asterisk, then the name. By hand: one blank, or a tab.
    [GeneratedRegex(@"^(?<escaped>\\?)(?<hex>[0-9A-Fa-f]{32,})[ \t]+\*?(?<name>[^ \t*].*)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Gnu();

    [GeneratedRegex(@"^[ \t]*[0-9A-Fa-f]{32,}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BareHex();

    [GeneratedRegex(@"^[ \t]*[0-9A-Fa-f]{2,}([ \t]+[0-9A-Fa-f]{2,})*[ \t]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HexGroups();

    [GeneratedRegex(@"^(?<name>\S.*?):[ \t]*((?<algorithm>[A-Za-z][A-Za-z0-9-]*)[ \t]*=)?(?<rest>[0-9A-Fa-f \t]*)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamedGroups();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Blank();
}
