using System.Text.Json;

namespace Dashboard.Checks.Sbom;

/// <summary>Reads CycloneDX in JSON (https://cyclonedx.org/specification/overview).</summary>
internal static class CycloneDxReader
{
    // Components may hold components; nobody nests them deeper, and hostile documents would.
    private const int MaxDepth = 16;

    public static SbomDocument Read(JsonElement document)
    {
        var metadata = document.Member("metadata") ?? default;
        var related = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dependency in document.Items("dependencies"))
        {
            related.UnionWith(
                dependency.Items("dependsOn").Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
                    .Append(dependency.Text("ref") ?? string.Empty));
        }

        return new(
            $"CycloneDX {document.Text("specVersion")}",
            [.. Authors(metadata)],
            metadata.Text("timestamp"),
            metadata.Member("component") is { } subject ? Component(subject) : null,
            [.. Components(document, 0)],
            related);
    }

    private static IEnumerable<SbomComponent> Components(JsonElement parent, int depth) =>
        depth == MaxDepth
            ? []
            : parent.Items("components").SelectMany(component => Components(component, depth + 1).Prepend(Component(component)));

    // Up to 1.4 tools are a list; since 1.5 they may be an object with components and services.
    private static IEnumerable<string> Authors(JsonElement metadata) =>
        metadata.Items("authors").Select(author => author.Text("name") ?? author.Text("email"))
            .Append(metadata.Member("manufacturer")?.Text("name"))
            .Append(metadata.Member("manufacture")?.Text("name"))
            .Append(metadata.Member("supplier")?.Text("name"))
            .Concat(metadata.Items("tools").Select(tool => tool.Text("name")))
            .Concat(metadata.Member("tools") is { ValueKind: JsonValueKind.Object } tools
                ? tools.Items("components").Concat(tools.Items("services")).Select(tool => tool.Text("name"))
                : [])
            .OfType<string>();

    private static SbomComponent Component(JsonElement component) => new(
        component.Text("bom-ref"),
        component.Text("name") ?? string.Empty,
        component.Text("version"),
        component.Member("supplier")?.Text("name") ?? component.Member("manufacturer")?.Text("name") ?? component.Text("publisher") ?? component.Text("author") ?? component.Text("group"),
        component.Text("purl") ?? component.Text("cpe") ?? component.Member("swid")?.Text("tagId"),
        [.. component.Items("licenses")
            .Select(licence => licence.Text("expression") ?? licence.Member("license")?.Text("id") ?? licence.Member("license")?.Text("name"))
            .OfType<string>()],
        [.. component.Items("hashes")
            .Select(hash => (Algorithm: hash.Text("alg"), Hex: hash.Text("content")))
            .Where(hash => hash is { Algorithm: not null, Hex: not null })
            .Select(hash => (hash.Algorithm!.Replace("-", string.Empty, StringComparison.Ordinal).ToUpperInvariant(), hash.Hex!.ToLowerInvariant()))]);
}
