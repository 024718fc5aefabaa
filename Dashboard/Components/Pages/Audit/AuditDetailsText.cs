using System.Text.Json;

namespace Dashboard.Components.Pages.Audit;

/// <summary>The details of an audit entry as people read them: <c>from: name widget, status active; to: ...</c></summary>
public static class AuditDetailsText
{
    /// <param name="details">A JSON object.</param>
    public static string Of(string details)
    {
        using var json = JsonDocument.Parse(details);
        return string.Join("; ", Members(json.RootElement).Select(member => $"{member.Name}: {Of(member.Value)}"));
    }

    private static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => string.Join(", ", Members(value).Select(member => $"{member.Name} {Of(member.Value)}")),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Of)),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static IEnumerable<JsonProperty> Members(JsonElement value) =>
        value.EnumerateObject().Where(member => !IsEmpty(member.Value));

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.String => value.GetString() is "",
        _ => false,
    };
}
