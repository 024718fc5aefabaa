using System.Globalization;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine.Schema;

/// <summary>How the database compares with this build.</summary>
/// <param name="journal">Null where nothing was ever recorded.</param>
internal sealed class SchemaStatusReport(SchemaInspection inspection, SchemaJournal? journal)
{
    private readonly SchemaHold? _hold = journal?.Hold();

    public Task WriteJsonAsync(Terminal terminal) => SchemaJson.WriteAsync(terminal, new
    {
        inspection.Condition,
        inspection.Sentence,
        current = inspection.Applied.Count == 0 ? null : inspection.Applied[^1],
        inspection.Applied,
        inspection.Pending,
        inspection.Unknown,
        inspection.Late,
        inspection.Edited,
        inspection.HasPendingModelChanges,
        drift = inspection.Drift.Select(difference => difference.ToString()),
        accepted = inspection.Accepted.Select(difference => difference.Name),
        inspection.Broken,
        inspection.Leftovers,
        inspection.StaleLock,
        inspection.FileBytes,
        inspection.LogBytes,
        inspection.FreeBytes,
        inspection.DiskFreeBytes,
        hold = _hold is null ? null : new { _hold.MigrationId, _hold.Who, _hold.Reason, _hold.Since },
        unfinishedRuns = journal?.Unfinished().Select(run => run.Id) ?? [],
    });

    public async Task WriteTextAsync(Terminal terminal)
    {
        await terminal.Out.WriteLineAsync(ConsoleText.OneLine(inspection.Sentence));
        var migrations = journal?.Migrations.All();
        foreach (var line in inspection.Applied.Select(id => Applied(id, migrations?.GetValueOrDefault(id))).Concat(inspection.Pending.Select(Pending)))
        {
            await terminal.Out.WriteLineAsync(line);
        }

        foreach (var line in Remarks())
        {
            await terminal.Out.WriteLineAsync(ConsoleText.OneLine(line));
        }

        await terminal.Out.WriteLineAsync($"The file has {ConsoleText.Size(inspection.FileBytes)}, {ConsoleText.Size(inspection.FreeBytes)} of it unused; {ConsoleText.Size(inspection.DiskFreeBytes)} are free on the disk.");
    }

    private string Applied(string id, SchemaMigration? recorded)
    {
        var remark = inspection.Unknown.Contains(id) ? ", unknown to this build" : inspection.Edited.Contains(id) ? ", edited after it was applied" : "";
        return recorded is null
            ? $"  applied  {id}{remark}"
            : string.Create(CultureInfo.InvariantCulture, $"  applied  {id}  {recorded.Applied:yyyy-MM-dd HH:mm} by {ConsoleText.OneLine(recorded.Who)}, {recorded.AppVersion}{remark}");
    }

    private string Pending(string id) => $"  pending  {id}{(inspection.Late.Contains(id) ? ", older than the newest applied" : "")}";

    private IEnumerable<string> Remarks() => inspection.Drift.Select(difference => $"Drift: {difference}")
        .Concat(inspection.Broken)
        .Concat(inspection.Interrupted)
        .Concat(inspection.HasPendingModelChanges && inspection.Condition != SchemaCondition.Unmigrated ? ["The model has changed since the newest migration was generated. Generate one with new-migration.sh."] : [])
        .Concat(inspection.StaleLock is { } since ? [$"Another tool left a lock row at {since}; the next run removes it."] : [])
        .Concat(_hold is null ? [] : [$"Held by {_hold.Who}{(_hold.Reason is null ? "" : $": {_hold.Reason}")}. Release it with: schema release-hold"]);
}
