using System.Text.Json;

namespace Dashboard.Checks.Sbom;

/// <summary>Reads SPDX 2.3 in JSON (https://spdx.github.io/spdx-spec/v2.3).</summary>
internal static class SpdxReader
{
    private const string DocumentId = "SPDXRef-DOCUMENT";

    public static SbomDocument Read(JsonElement document)
    {
        var relationships = document.Items("relationships")
            .Select(item => (From: item.Text("spdxElementId"), Type: item.Text("relationshipType"), To: item.Text("relatedSpdxElement")))
            .ToList();
        var subjectId = document.Items("documentDescribes").Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString())
            .Concat(relationships.Where(item => item is { From: DocumentId, Type: "DESCRIBES" }).Select(item => item.To))
            .Concat(relationships.Where(item => item is { To: DocumentId, Type: "DESCRIBED_BY" }).Select(item => item.From))
            .FirstOrDefault();
        var packages = document.Items("packages").Select(Package).ToList();
        var subject = packages.Find(package => package.Id is not null && package.Id == subjectId);
        var creation = document.Member("creationInfo") ?? default;
        return new(
            document.Text("spdxVersion")?.Replace("SPDX-", "SPDX ", StringComparison.Ordinal) ?? "SPDX",
            [.. creation.Items("creators").Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
            creation.Text("created"),
            subject,
            [.. packages.Where(package => package != subject)],
            relationships.Where(item => item.From != DocumentId && item.To != DocumentId)
                .SelectMany(item => new[] { item.From, item.To }).OfType<string>().ToHashSet(StringComparer.Ordinal));
    }

    private static SbomComponent Package(JsonElement package) => new(
        package.Text("SPDXID"),
        package.Text("name") ?? string.Empty,
        package.Text("versionInfo"),
        Asserted(package.Text("supplier")) ?? Asserted(package.Text("originator")),
        package.Items("externalRefs")
            .Where(reference => reference.Text("referenceType") is "purl" or "cpe22Type" or "cpe23Type" or "swid" or "swh")
            .Select(reference => reference.Text("referenceLocator")).FirstOrDefault(locator => locator is not null),
        [.. new[] { Asserted(package.Text("licenseConcluded")), Asserted(package.Text("licenseDeclared")) }.OfType<string>().Distinct()],
        [.. package.Items("checksums")
            .Select(checksum => (Algorithm: checksum.Text("algorithm"), Hex: checksum.Text("checksumValue")))
            .Where(checksum => checksum is { Algorithm: not null, Hex: not null })
            .Select(checksum => (checksum.Algorithm!.Replace("-", string.Empty, StringComparison.Ordinal).ToUpperInvariant(), checksum.Hex!.ToLowerInvariant()))]);

    /// <summary>NOASSERTION and NONE are how SPDX says that nothing is said.</summary>
    private static string? Asserted(string? value) => value is "NOASSERTION" or "NONE" ? null : value;
}
