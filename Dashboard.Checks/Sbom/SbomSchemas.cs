using System.Text.Json;
using Json.Schema;

namespace Dashboard.Checks.Sbom;

/// <summary>Validates bills of materials against the schemas of CycloneDX 1.4 to 1.6 and SPDX 2.3.</summary>
internal static class SbomSchemas
{
    /// <summary>Violations that are told; the first ones show what is wrong with the tool that wrote the file.</summary>
    private const int MaxProblems = 20;

    private const string SchemaBase = "http://cyclonedx.org/schema/";

    private static readonly Lazy<IReadOnlyDictionary<string, JsonSchema>> Schemas = new(Load);

    /// <summary>The formats with their versions that can be validated, such as <c>CycloneDX 1.5</c>.</summary>
    public static IEnumerable<string> Supported => Schemas.Value.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether there is a schema for this format and version.</summary>
    public static bool Supports(string format) => Schemas.Value.ContainsKey(format);

    /// <summary>What breaks the schema, each as the place in the document (a JSON pointer) and the rule; empty for a valid document.</summary>
    /// <param name="format">One of <see cref="Supported"/>.</param>
    /// <param name="document">The whole document.</param>
    public static IReadOnlyList<string> Validate(string format, JsonElement document)
    {
        var schema = Schemas.Value[format];
        if (schema.Evaluate(document, new EvaluationOptions { OutputFormat = OutputFormat.Flag }).IsValid)
        {
            return [];
        }

        var results = schema.Evaluate(document, new EvaluationOptions { OutputFormat = OutputFormat.List });
        var problems = (results.Details ?? [])
            .Where(result => result.Errors is { Count: > 0 })
            .SelectMany(result => result.Errors!, (result, error) => $"{Place(result.InstanceLocation.ToString())}: {Printable.Of(error.Value, 200)}")
            .Distinct()
            .Take(MaxProblems)
            .ToList();
        return problems.Count > 0 ? problems : ["the document: does not follow the schema"];
    }

    private static string Place(string pointer) => pointer.Length == 0 ? "the document" : Printable.Of(pointer, 120);

    private static Dictionary<string, JsonSchema> Load()
    {
        var registry = new SchemaRegistry();
        var options = new BuildOptions { SchemaRegistry = registry };

        // The documents of a version refer to these two by the names of their files.
        foreach (var name in (string[])["spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"])
        {
            JsonSchema.FromText(Read(name), options, new Uri(SchemaBase + name));
        }

        return new()
        {
            ["CycloneDX 1.4"] = JsonSchema.FromText(Read("bom-1.4.SNAPSHOT.schema.json"), options),
            ["CycloneDX 1.5"] = JsonSchema.FromText(Read("bom-1.5.SNAPSHOT.schema.json"), options),
            ["CycloneDX 1.6"] = JsonSchema.FromText(Read("bom-1.6.SNAPSHOT.schema.json"), options),
            ["SPDX 2.3"] = JsonSchema.FromText(Read("spdx-2.3.schema.json"), options),
        };
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(SbomSchemas).Assembly.GetManifestResourceStream(name)!);
        var text = reader.ReadToEnd();

        // Each of the two names itself differently from how the others refer to it; the reference is what counts.
        return name.StartsWith("bom-", StringComparison.Ordinal) || name.StartsWith("spdx-2", StringComparison.Ordinal)
            ? text
            : text.Replace($"\"$id\": \"{SchemaBase}{name.Replace(".SNAPSHOT", string.Empty, StringComparison.Ordinal)}\"", $"\"$id\": \"{SchemaBase}{name}\"", StringComparison.Ordinal);
    }
}
