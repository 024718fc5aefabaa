using System.Text.Json;

namespace Dashboard.Checks.Sbom;

/// <summary>The digests of the artifact that a bill of materials should be about; lower-case hexadecimal.</summary>
public sealed record ArtifactDigests(string Sha256, string Sha512);

/// <summary>
/// Checks a bill of materials in CycloneDX 1.4 to 1.6 or SPDX 2.3, both in JSON: against its schema, against the artifact it describes,
/// and for completeness.
/// </summary>
public static class SbomCheck
{
    /// <summary>The largest document that is read, in bytes.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Below this score a person should look at the document. The reference system warns of missing minimum elements.</summary>
    private const int SufficientPercent = 80;

    /// <summary>Checks one document.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="artifact">The digests of the artifact it stands beside; null when it stands alone.</param>
    /// <returns>At least one finding.</returns>
    public static IReadOnlyList<Finding> Run(ReadOnlyMemory<byte> content, ArtifactDigests? artifact)
    {
        if (content.Length > MaxBytes)
        {
            return [new(FindingStatus.Concern, $"The SBOM is larger than {MaxBytes / (1024 * 1024)} MiB and was not read.")];
        }

        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content);
        }
        catch (JsonException error)
        {
            return [new(FindingStatus.Concern, $"The SBOM is not JSON: line {error.LineNumber + 1} cannot be read. Generate it again as CycloneDX or SPDX in JSON.")];
        }

        using (json)
        {
            return Check(json.RootElement, artifact);
        }
    }

    private static List<Finding> Check(JsonElement root, ArtifactDigests? artifact)
    {
        var document = root.Text("bomFormat") == "CycloneDX" ? CycloneDxReader.Read(root)
            : root.Text("spdxVersion") is not null ? SpdxReader.Read(root)
            : null;
        if (document is null)
        {
            return [new(FindingStatus.Concern, "The SBOM is neither CycloneDX nor SPDX 2: it has no \"bomFormat\" and no \"spdxVersion\".")];
        }

        if (!SbomSchemas.Supports(document.Format))
        {
            return [new(FindingStatus.Concern, $"The SBOM is {Printable.Of(document.Format, 40)}, which is not supported. Use {string.Join(", ", SbomSchemas.Supported)}.")];
        }

        return [Validity(document, root), .. Subject(document, artifact), .. Completeness(document)];
    }

    private static Finding Validity(SbomDocument document, JsonElement root)
    {
        var problems = SbomSchemas.Validate(document.Format, root);
        var data = new Dictionary<string, string> { ["format"] = document.Format, ["components"] = $"{document.Components.Count}" };
        if (problems.Count == 0)
        {
            return new(FindingStatus.Note, $"The SBOM is valid {document.Format} with {document.Components.Count} components.", Data: data);
        }

        data["problems"] = string.Join('\n', problems);
        return new(
            FindingStatus.Concern,
            $"The SBOM is not valid {document.Format}: {problems[0]}{(problems.Count > 1 ? $" (and {problems.Count - 1} more)" : string.Empty)}. Update the tool that wrote it, or correct it.",
            Data: data);
    }

    private static IEnumerable<Finding> Subject(SbomDocument document, ArtifactDigests? artifact)
    {
        if (artifact is null)
        {
            yield break;
        }

        var own = document.Subject?.Hashes.Where(hash => hash.Algorithm is "SHA256" or "SHA512").ToList() ?? [];
        if (own.Count == 0)
        {
            yield return new(
                FindingStatus.Suggestion,
                "The SBOM does not say by a SHA-256 or SHA-512 digest which file it describes. Add the artifact's digest to the described component.",
                Data: new Dictionary<string, string> { ["sha256"] = artifact.Sha256, ["sha512"] = artifact.Sha512 });
        }
        else if (own.Exists(hash => hash.Hex != (hash.Algorithm == "SHA256" ? artifact.Sha256 : artifact.Sha512)))
        {
            yield return new(
                FindingStatus.Concern,
                "The SBOM describes another file: its digest differs from the artifact's. Generate the SBOM again from this artifact.",
                Data: new Dictionary<string, string> { ["described"] = string.Join(' ', own.Select(hash => hash.Hex)), ["sha256"] = artifact.Sha256, ["sha512"] = artifact.Sha512 });
        }
        else
        {
            yield return new(FindingStatus.Note, "The SBOM describes this artifact: the digests are equal.");
        }
    }

    private static IEnumerable<Finding> Completeness(SbomDocument document)
    {
        var score = SbomScore.Of(document);
        var missing = score.Elements.Where(element => !element.IsComplete).ToList();
        var data = score.Elements.ToDictionary(element => element.Name, element => $"{element.Given}/{element.Total}", StringComparer.Ordinal);
        data["score"] = $"{score.Percent}";
        if (missing.Count == 0)
        {
            yield return new(FindingStatus.Note, "The SBOM scores 100 %: every element is given for every component.", Data: data);
            yield break;
        }

        var gaps = string.Join(", ", missing.Select(element => $"{element.Name} ({element.Given} of {element.Total})"));
        var isPoor = score.Percent < SufficientPercent || missing.Exists(element => element.IsMinimum && element.Given == 0 && element.Total > 0);
        yield return new(
            isPoor ? FindingStatus.Concern : FindingStatus.Suggestion,
            $"The SBOM scores {score.Percent} %. Incomplete: {gaps}.",
            Data: data);
    }
}
