using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine;

/// <summary>Writes what schema verbs found, for people or for machines. Names in the JSON stay; new ones may come.</summary>
internal static class SchemaReports
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static async Task StatusAsync(Terminal terminal, SchemaInspection inspection, SchemaJournal? journal, bool asJson)
    {
        var hold = journal?.Hold();
        if (asJson)
        {
            await WriteAsync(terminal, new
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
                hold = hold is null ? null : new { hold.MigrationId, hold.Who, hold.Reason, hold.Since },
                unfinishedRuns = journal?.Unfinished().Select(run => run.Id) ?? [],
            });
            return;
        }

        await terminal.Out.WriteLineAsync(inspection.Sentence);
        var migrations = journal?.Migrations();
        foreach (var id in inspection.Applied)
        {
            var known = migrations?.GetValueOrDefault(id);
            var note = inspection.Unknown.Contains(id) ? ", unknown to this build" : inspection.Edited.Contains(id) ? ", edited since" : "";
            await terminal.Out.WriteLineAsync(known is null
                ? $"  applied  {id}{note}"
                : string.Create(CultureInfo.InvariantCulture, $"  applied  {id}  {known.Applied:yyyy-MM-dd HH:mm} by {Lines.OneLine(known.Who)}, {known.AppVersion}{note}"));
        }

        foreach (var id in inspection.Pending)
        {
            await terminal.Out.WriteLineAsync($"  pending  {id}{(inspection.Late.Contains(id) ? ", late" : "")}");
        }

        var more = inspection.Drift.Select(difference => $"Drift: {difference}")
            .Concat(inspection.Broken)
            .Concat(inspection.Interrupted)
            .Concat(inspection.HasPendingModelChanges && inspection.Condition != SchemaCondition.Unmigrated ? ["The model has changed since the newest migration was made: make one with new-migration.sh."] : [])
            .Concat(inspection.StaleLock is { } since ? [$"A lock row of another tool is left from {since}; the next run clears it."] : [])
            .Concat(hold is null ? [] : [$"Held by {hold.Who}{(hold.Reason is null ? "" : $": {hold.Reason}")}."]);
        foreach (var line in more)
        {
            await terminal.Out.WriteLineAsync(Lines.OneLine(line));
        }

        await terminal.Out.WriteLineAsync($"{Lines.Size(inspection.FileBytes)}, of which {Lines.Size(inspection.FreeBytes)} empty; {Lines.Size(inspection.DiskFreeBytes)} free on the disk.");
    }

    public static async Task PlanAsync(Terminal terminal, SchemaPlan plan, SchemaRehearsal? rehearsal, bool asJson)
    {
        if (asJson)
        {
            await WriteAsync(terminal, new
            {
                plan.From,
                plan.Target,
                plan.Direction,
                plan.Hash,
                lossy = plan.IsLossy,
                plan.Findings,
                steps = plan.Steps.Select(step => new
                {
                    migration = step.Step.MigrationId,
                    step.Step.Direction,
                    step.Effect,
                    step.Findings,
                    step.Rows,
                    step.Rebuilt,
                    step.Stored,
                    commands = step.Step.Commands.Select(command => command.Sql),
                }),
                rehearsal = rehearsal is null ? null : new
                {
                    seconds = rehearsal.Duration.TotalSeconds,
                    rehearsal.Problem,
                    rehearsal.WayBack,
                    rehearsal.Findings,
                    steps = rehearsal.Steps.Select(step => new { migration = step.Step.MigrationId, seconds = step.Duration.TotalSeconds, step.Rows }),
                },
            });
            return;
        }

        await terminal.Out.WriteLineAsync(plan.Steps.Count == 0 ? "There is nothing to do." : $"From {Name(plan.From)} to {Name(plan.Target)}:");
        await FindingsAsync(terminal, plan.Findings);
        foreach (var step in plan.Steps)
        {
            var rows = string.Join(", ", step.Rows.Select(table => $"{table.Key} {table.Value} rows"));
            await terminal.Out.WriteLineAsync($"{(step.Step.Direction == SchemaDirection.Up ? "up" : "down")} {step.Step.MigrationId}: {step.Effect.ToString().ToUpperInvariant()}{(step.Rebuilt.Count == 0 ? "" : $", rebuilds {string.Join(", ", step.Rebuilt)}")}{(rows.Length == 0 ? "" : $"; {rows}")}");
            await FindingsAsync(terminal, rehearsal?.Findings.GetValueOrDefault(step.Step.MigrationId) ?? step.Findings);
            foreach (var command in step.Step.Commands)
            {
                await terminal.Out.WriteLineAsync($"    {command.Sql.Trim().ReplaceLineEndings("\n    ")}");
            }
        }

        if (rehearsal is not null)
        {
            await terminal.Out.WriteLineAsync(rehearsal.Problem ?? string.Create(CultureInfo.InvariantCulture, $"Rehearsed on a copy in {rehearsal.Duration.TotalSeconds:0.0} s.{(rehearsal.WayBack is null ? "" : $" {rehearsal.WayBack}")}"));
        }
    }

    /// <param name="journal">Has the steps of the run, whoever did it.</param>
    public static async Task<int> ResultAsync(Terminal terminal, SchemaRunResult result, SchemaJournal journal, bool asJson)
    {
        if (terminal.ProgressWidth is not null)
        {
            await terminal.Error.WriteAsync("\r\u001B[K");
        }

        var succeeded = result.Outcome == SchemaRunState.Succeeded;
        if (asJson)
        {
            await WriteAsync(terminal, new
            {
                run = result.RunId,
                result.Outcome,
                result.Message,
                result.Backup,
                steps = journal.Find(result.RunId)?.Steps.Select(step => new
                {
                    migration = step.MigrationId, step.Direction, seconds = step.DurationMs / 1000.0, rows = JsonSerializer.Deserialize<Dictionary<string, long>>(step.Rows),
                }) ?? [],
            });
        }
        else
        {
            await (succeeded ? terminal.Out : terminal.Error).WriteLineAsync(Lines.OneLine(result.Message + (succeeded && result.Backup is { } backup ? $" Backup: {backup}." : "")));
        }

        return succeeded ? ExitCode.Done : ExitCode.Failed;
    }

    public static async Task HistoryAsync(Terminal terminal, IReadOnlyList<SchemaRun> runs, bool asJson)
    {
        if (asJson)
        {
            await WriteAsync(terminal, new { runs = runs.Select(run => new { run.Id, run.Kind, run.State, run.Who, run.Reason, run.FromMigration, run.ToMigration, run.PlanHash, run.AppVersion, run.Backup, run.Created, run.Finished, run.Error, steps = run.Steps.Select(step => new { step.MigrationId, step.Direction, step.DurationMs }) }) });
            return;
        }

        foreach (var run in runs)
        {
            await terminal.Out.WriteLineAsync(Lines.OneLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Id,4}  {run.Created:yyyy-MM-dd HH:mm:ss}  {run.Kind,-9}  {run.State,-11}  {Name(run.FromMigration)} to {Name(run.ToMigration)}  by {run.Who}{(run.Reason is null ? "" : $" ({run.Reason})")}{(run.Error is null ? "" : $": {run.Error}")}")));
        }
    }

    public static async Task BackupsAsync(Terminal terminal, IReadOnlyList<BackupManifest> backups, bool asJson)
    {
        if (asJson)
        {
            await WriteAsync(terminal, new { backups });
            return;
        }

        foreach (var backup in backups)
        {
            await terminal.Out.WriteLineAsync($"{backup.Name}  {Lines.Size(backup.Bytes)}  at {Name(backup.LastMigration)}  {backup.AppVersion}  {Lines.OneLine(backup.Reason)}");
        }
    }

    public static async Task RestoreAsync(Terminal terminal, RestorePlan plan)
    {
        await terminal.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The backup {plan.Backup.Name} is {plan.Age.TotalHours:0.0} hours old, at {Name(plan.Backup.LastMigration)}."));
        foreach (var (table, rows) in plan.Lost)
        {
            await terminal.Error.WriteLineAsync($"  {table}: {rows} rows are newer and would be gone");
        }

        foreach (var work in plan.Work)
        {
            await terminal.Error.WriteLineAsync($"  {Lines.OneLine(work)} when the backup was made");
        }
    }

    public static async Task ProblemsAsync(Terminal terminal, IReadOnlyList<string> problems, bool asJson)
    {
        if (asJson)
        {
            await WriteAsync(terminal, new { sound = problems.Count == 0, problems });
            return;
        }

        foreach (var problem in problems.DefaultIfEmpty("Everything is sound."))
        {
            await terminal.Out.WriteLineAsync(Lines.OneLine(problem));
        }
    }

    public static Task DoneAsync(Terminal terminal, bool asJson, string message) =>
        asJson ? WriteAsync(terminal, new { message }) : terminal.Out.WriteLineAsync(message);

    private static async Task FindingsAsync(Terminal terminal, IEnumerable<SchemaFinding> findings)
    {
        foreach (var finding in findings)
        {
            await terminal.Out.WriteLineAsync($"  {finding.Weight.ToString().ToUpperInvariant(),-8}  {Lines.OneLine(finding.Text)}");
        }
    }

    private static Task WriteAsync(Terminal terminal, object value) => terminal.Out.WriteLineAsync(JsonSerializer.Serialize(value, Json));

    private static string Name(string? id) => id is null ? "nothing" : MigrationName.Of(id);
}
