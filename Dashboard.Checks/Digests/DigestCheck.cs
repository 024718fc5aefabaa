using System.Text;

namespace Dashboard.Checks.Digests;

/// <summary>Compares an artifact with the digest in its .sha256 or .sha512 file.</summary>
/// <param name="algorithm">What the companion's suffix promises.</param>
/// <param name="artifact">The artifact's path.</param>
/// <param name="companion">The companion's path, for messages.</param>
/// <param name="content">The whole companion.</param>
public sealed class DigestCheck(DigestAlgorithm algorithm, string artifact, string companion, ReadOnlyMemory<byte> content) : IContentCheck
{
    private readonly string _algorithm = DigestAlgorithms.NameOf(algorithm);
    private readonly string _artifact = ArtifactNames.FileName(artifact);
    private readonly string _companion = Printable.Of(ArtifactNames.FileName(companion));
    private readonly List<Finding> _findings = [];
    private RunningDigest? _running;
    private string _expected = string.Empty;

    /// <inheritdoc />
    public bool Begin(ContentDigests digests)
    {
        ArgumentNullException.ThrowIfNull(digests);
        if (Choose() is not { } entry)
        {
            return false;
        }

        _expected = entry.Hex;
        _running = digests.Add(RunningDigest.Start(algorithm));
        return true;
    }

    /// <inheritdoc />
    public IReadOnlyList<Finding> Finish()
    {
        if (_running is null)
        {
            return _findings;
        }

        var actual = Convert.ToHexStringLower(_running.Finish());
        var data = new Dictionary<string, string> { ["algorithm"] = _algorithm, ["expected"] = _expected, ["actual"] = actual };
        if (actual == _expected && !HasLineForTools())
        {
            _findings.Add(new Finding(
                FindingStatus.Suggestion,
                $"Tools such as {ToolOf(algorithm)} -c cannot verify the artifact with \"{_companion}\" as it is written. Replace its content by this line: {Printable.Of(LineFor(actual), 400)}",
                Data: new Dictionary<string, string> { ["line"] = LineFor(actual) }));
        }

        var result = actual == _expected
            ? new Finding(FindingStatus.Note, $"The {_algorithm} digest matches.", Data: data)
            : new Finding(
                FindingStatus.Blocker,
                $"The {_algorithm} digest differs from the one in \"{_companion}\": the file is not the one that the digest was made of.",
                Data: data);
        return [result, .. _findings];
    }

    /// <summary>Finds the line that speaks of the artifact, and notes what is odd about the file.</summary>
    private DigestEntry? Choose()
    {
        var (entries, problem) = DigestFile.Parse(content.Span);
        if (entries.Count == 0)
        {
            return Refuse(problem is null ? "is empty" : problem);
        }

        var named = entries.Where(entry => entry.Name is not null && FileNameOf(entry.Name) == _artifact).ToList();
        var fitting = named.Where(Fits).ToList();
        if (fitting.Select(entry => entry.Hex).Distinct().Count() > 1)
        {
            return Refuse($"holds different digests for \"{Printable.Of(_artifact)}\"");
        }

        var chosen = fitting.FirstOrDefault() ?? named.FirstOrDefault() ?? (entries.Count == 1 ? entries[0] : null);
        if (chosen is null)
        {
            return Refuse($"holds {entries.Count} digests, none of them for \"{Printable.Of(_artifact)}\"");
        }

        if (!Fits(chosen))
        {
            return Refuse(chosen.Algorithm is not null && !IsOurs(chosen.Algorithm)
                ? $"holds a digest made with {Printable.Of(chosen.Algorithm, 20)}, not {_algorithm}"
                : $"holds {chosen.Hex.Length} hexadecimal digits{Resembling(chosen.Hex.Length)} where a {_algorithm} digest has {DigestAlgorithms.HexLengthOf(algorithm)}");
        }

        Report(chosen, problem);
        return chosen;
    }

    private void Report(DigestEntry chosen, string? problem)
    {
        if (problem is not null)
        {
            _findings.Add(new Finding(FindingStatus.Concern, $"\"{_companion}\" {problem}."));
        }

        if (chosen.Name is null)
        {
            return;
        }

        if (FileNameOf(chosen.Name) != _artifact)
        {
            _findings.Add(new Finding(
                FindingStatus.Concern,
                $"\"{_companion}\" names another file, \"{Printable.Of(chosen.Name, 200)}\": whoever verifies it with a tool will not find the artifact."));
        }
    }

    /// <summary>
    /// Whether both sha512sum -c and shasum -c, run beside the artifact, find a line for it: plain text, one entry a line, the artifact's own name.
    /// </summary>
    private bool HasLineForTools()
    {
        if (content.Span is [0xEF, 0xBB, 0xBF, ..] || content.Span.Contains((byte)'\r') || content.Span.Contains((byte)0))
        {
            return false;
        }

        var bsd = $"{_algorithm.Replace("-", string.Empty, StringComparison.Ordinal)} ({_artifact}) = ";
        string[] gnu = [$"  {_artifact}", $" *{_artifact}", $"  ./{_artifact}", $" *./{_artifact}"];
        return Encoding.UTF8.GetString(content.Span).Split('\n').Any(line =>
            (line.StartsWith(bsd, StringComparison.Ordinal) && IsExpected(line[bsd.Length..]))
            // A backslash in front says that the name is escaped, which changes nothing in a name without backslashes.
            || gnu.Any(end => line.EndsWith(end, StringComparison.Ordinal) && IsExpected(line[..^end.Length].TrimStart('\\'))));

        bool IsExpected(string hex) => hex.Equals(_expected, StringComparison.OrdinalIgnoreCase);
    }

    private string LineFor(string digest) => $"{digest}  {_artifact}";

    private static string ToolOf(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => "md5sum",
        DigestAlgorithm.Sha1 => "sha1sum",
        DigestAlgorithm.Sha256 => "sha256sum",
        _ => "sha512sum",
    };

    private DigestEntry? Refuse(string problem)
    {
        _findings.Add(new Finding(FindingStatus.Blocker, $"\"{_companion}\" {problem}."));
        return null;
    }

    private bool Fits(DigestEntry entry) =>
        entry.Hex.Length == DigestAlgorithms.HexLengthOf(algorithm) && (entry.Algorithm is null || IsOurs(entry.Algorithm));

    // SHA512, SHA-512, SHA2-512
    private bool IsOurs(string name) =>
        name.Replace("-", string.Empty, StringComparison.Ordinal).Replace("SHA2512", "SHA512", StringComparison.OrdinalIgnoreCase)
            .Replace("SHA2256", "SHA256", StringComparison.OrdinalIgnoreCase)
            .Equals(_algorithm.Replace("-", string.Empty, StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static string Resembling(int digits) => digits switch
    {
        32 => " (as MD5 has)",
        40 => " (as SHA-1 has)",
        56 => " (as SHA-224 has)",
        64 => " (as SHA-256 has)",
        96 => " (as SHA-384 has)",
        128 => " (as SHA-512 has)",
        _ => string.Empty,
    };

    private static string FileNameOf(string name) => name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
}
