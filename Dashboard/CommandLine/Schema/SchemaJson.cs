using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dashboard.CommandLine.Schema;

/// <summary>The JSON of schema verbs. Scripts rely on its names: new ones may be added, none may go.</summary>
internal static class SchemaJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Task WriteAsync(Terminal terminal, object facts) => terminal.Out.WriteLineAsync(JsonSerializer.Serialize(facts, Options));
}
