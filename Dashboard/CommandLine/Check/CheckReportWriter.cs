using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Checks;

namespace Dashboard.CommandLine.Check;

/// <summary>Writes a report as text for people or as JSON for scripts.</summary>
internal static class CheckReportWriter
{
    // The default encoder escapes everything but plain ASCII, so a hostile name cannot drive the terminal.
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
            var name = file.Path.Length == 0 ? "The release as a whole" : ConsoleText.OneLine(file.Path);
            await writer.WriteLineAsync(file.Size is { } size ? $"{name}  ({ConsoleText.Size(size)})" : name);
            foreach (var check in file.Checks)
            {
                foreach (var finding in check.Findings)
                {
                    // A blocker must stand out in a long list.
                    var word = CheckReport.Word(finding.Status);
                    word = finding.Status.Blocks() ? word.ToUpperInvariant() : word;
                    var member = finding.MemberPath is null ? string.Empty : $"{finding.MemberPath}: ";
                    await writer.WriteLineAsync($"  {word,-10}  {check.Check,-15}  {ConsoleText.OneLine(member + finding.Message)}");
                }
            }

            await writer.WriteLineAsync();
        }

        var counts = report.Counts.Where(count => count.Value > 0).Reverse().Select(count => ConsoleText.Count(count.Value, count.Key));
        var files = report.Files.Count(file => file.Path.Length > 0);
        await writer.WriteLineAsync($"{(report.Verdict == "passed" ? "Passed" : "Blocked")}: {string.Join(", ", counts.DefaultIfEmpty("no findings"))} in {ConsoleText.Count(files, "file")}.");
    }
}
