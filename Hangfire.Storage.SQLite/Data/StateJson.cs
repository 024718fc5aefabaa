using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hangfire.Storage.SQLite.Data;

/// <summary>A state's data and a server's queues as JSON, readable with SQLite's own functions.</summary>
[JsonSerializable(typeof(Dictionary<string, string?>))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class StateJson : JsonSerializerContext
{
    public static string? Write(IDictionary<string, string?>? data) =>
        data is null ? null : JsonSerializer.Serialize(new Dictionary<string, string?>(data), Default.DictionaryStringString);

    /// <returns>Never null; keys are found in any case, as Hangfire asks for them.</returns>
    public static Dictionary<string, string?> Read(string? json)
    {
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (json is not null && JsonSerializer.Deserialize(json, Default.DictionaryStringString) is { } read)
        {
            foreach (var (key, value) in read)
            {
                // Two keys may differ in case only.
                data[key] = value;
            }
        }

        return data;
    }

    public static string WriteQueues(string[] queues) => JsonSerializer.Serialize(queues, Default.StringArray);

    public static string[] ReadQueues(string json) => JsonSerializer.Deserialize(json, Default.StringArray) ?? [];
}
