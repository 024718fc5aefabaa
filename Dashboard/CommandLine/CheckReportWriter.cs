using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Checks;

namespace Dashboard.CommandLine;

/// <summary>Writes a report for people or for machines.</summary>
internal static class CheckReportWriter
{
    // The default encoder escapes everything that is no plain ASCII: hostile names stay text.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Task WriteJsonAsync(CheckReport report, TextWriter writer) =>
        writer.WriteLineAsync(JsonSerializer.Serialize(report, Json));

    public static async Task WriteTableAsync(CheckReport report, TextWriter writer)
    {
        foreach (var file in report.Files)
        {
            var name = file.Path.Length == 0 ? "The release as a whole" : Lines.OneLine(file.Path);
            await writer.WriteLineAsync(file.Size is { } size ? $"{name}  ({Lines.Size(size)})" : name);
            foreach (var check in file.Checks)
            {
                foreach (var finding in check.Findings)
                {
                    // What stops a release must be seen in a long list.
                    var word = CheckReport.Word(finding.Status);
                    word = finding.Status.Blocks() ? word.ToUpperInvariant() : word;
                    await writer.WriteLineAsync($"  {word,-10}  {check.Check,-9}  {Lines.OneLine(finding.Message)}");
                }
            }

            await writer.WriteLineAsync();
        }

        var counts = report.Counts.Where(count => count.Value > 0).Reverse().Select(count => Lines.Count(count.Value, count.Key));
        var files = report.Files.Count(file => file.Path.Length > 0);
        await writer.WriteLineAsync($"{(report.Verdict == "fine" ? "Nothing blocks" : "Blocked")}: {string.Join(", ", counts.DefaultIfEmpty("nothing found"))} in {Lines.Count(files, "file")}.");
    }
}
