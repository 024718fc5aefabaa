using System.Reflection;
using System.Text.Json;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Dashboard.Data.Schema;

/// <summary>The record of runs in operations.db. Each call is committed when it returns.</summary>
/// <param name="open">Opens operations.db.</param>
/// <param name="time">The clock.</param>
public sealed class SchemaJournal(Func<OperationsDbContext> open, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The migrations that were applied.</summary>
    public MigrationRecords Migrations { get; } = new(open, time ?? TimeProvider.System);

    /// <summary>The version of the running program, without the commit it was built from.</summary>
    public static string AppVersion { get; } =
        (typeof(SchemaJournal).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <summary>A journal in a file, for the command line and tests.</summary>
    public static SchemaJournal At(string operationsPath, TimeProvider? time = null) => new(() => OperationsDatabase.Open(operationsPath), time);

    /// <summary>Puts a new run on record.</summary>
    public long Begin(SchemaRunKind kind, SchemaActor actor, string? from, string? to, string? planHash, int commands, string? backup = null, RestoredWork? work = null)
    {
        using var context = open();
        var run = new SchemaRun
        {
            Kind = kind,
            State = SchemaRunState.Planned,
            Who = actor.Who,
            Reason = actor.Reason,
            FromAddress = actor.FromAddress,
            FromMigration = from,
            ToMigration = to,
            PlanHash = planHash,
            AppVersion = AppVersion,
            EfVersion = ProductInfo.GetVersion(),
            Backup = backup,
            Work = work,
            Pid = Environment.ProcessId,
            Host = Environment.MachineName,
            Created = Now,
            CommandsTotal = commands,
        };
        context.SchemaRuns.Add(run);
        using var transaction = context.Database.BeginTransaction();
        context.SaveChanges();
        if (kind != SchemaRunKind.Rehearsal)
        {
            Audit(context, actor, ActionOf(kind, "begun"), ("run", run.Id), ("from", from), ("to", to), ("backup", backup));
            context.SaveChanges();
        }

        transaction.Commit();
        return run.Id;
    }

    /// <summary>Puts an act into the audit trail that is no run: a backup, a hold.</summary>
    /// <param name="actor">Who did it.</param>
    /// <param name="action">Lower-case words, the thing before the dot.</param>
    /// <param name="details">Names with values that JSON knows. No secrets.</param>
    public void Audit(SchemaActor actor, string action, params (string Name, object? Value)[] details)
    {
        using var context = open();
        Audit(context, actor, action, details);
        context.SaveChanges();
    }

    /// <summary>Announces a state. Nothing of it has been done when this returns.</summary>
    public void Enter(long runId, SchemaRunState state, string? text = null)
    {
        using var context = open();
        context.SchemaRuns.Where(run => run.Id == runId).ExecuteUpdate(run => run.SetProperty(r => r.State, state));
        if (text is not null)
        {
            Log(runId, text);
        }
    }

    /// <summary>How many commands are done.</summary>
    public void Progress(long runId, int done)
    {
        using var context = open();
        context.SchemaRuns.Where(run => run.Id == runId).ExecuteUpdate(run => run.SetProperty(r => r.CommandsDone, done));
    }

    /// <summary>Names the backup of a run.</summary>
    public void SetBackup(long runId, string name)
    {
        using var context = open();
        context.SchemaRuns.Where(run => run.Id == runId).ExecuteUpdate(run => run.SetProperty(r => r.Backup, name));
    }

    /// <summary>Counts an attempt to restore the backup.</summary>
    /// <returns>The tries so far.</returns>
    public int CountRestore(long runId)
    {
        using var context = open();
        context.SchemaRuns.Where(run => run.Id == runId).ExecuteUpdate(run => run.SetProperty(r => r.RestoreAttempts, r => r.RestoreAttempts + 1));
        return context.SchemaRuns.Where(run => run.Id == runId).Select(run => run.RestoreAttempts).Single();
    }

    /// <summary>Adds a line to a run's log.</summary>
    public void Log(long runId, string text)
    {
        using var context = open();
        var seq = 1 + (context.SchemaRunLines.Where(line => line.RunId == runId).Max(line => (int?)line.Seq) ?? 0);
        context.SchemaRunLines.Add(new() { RunId = runId, Seq = seq, At = Now, Text = text });
        context.SaveChanges();
    }

    /// <summary>Ends a run.</summary>
    public void Finish(long runId, SchemaRunState outcome, string? error = null)
    {
        using var context = open();
        using var transaction = context.Database.BeginTransaction();
        context.SchemaRuns.Where(run => run.Id == runId).ExecuteUpdate(run => run
            .SetProperty(r => r.State, outcome)
            .SetProperty(r => r.Finished, Now)
            .SetProperty(r => r.Error, error));
        if (context.SchemaRuns.AsNoTracking().Single(run => run.Id == runId) is { Kind: not SchemaRunKind.Rehearsal } ended)
        {
            Audit(context, new(ended.Who), ActionOf(ended.Kind, outcome.ToString()), ("run", runId), ("error", error));
            context.SaveChanges();
        }

        transaction.Commit();
    }

    /// <summary>Writes what the steps of a run did.</summary>
    public void AddSteps(long runId, IReadOnlyList<ExecutedStep> steps)
    {
        using var context = open();
        foreach (var (at, step) in steps.Index())
        {
            context.SchemaRunSteps.Add(new()
            {
                RunId = runId,
                Seq = at + 1,
                MigrationId = step.Step.MigrationId,
                Direction = step.Step.Direction,
                Commands = step.Step.Commands.Count,
                DurationMs = (long)step.Duration.TotalMilliseconds,
                Rows = JsonSerializer.Serialize(step.Rows),
            });
        }

        context.SaveChanges();
    }

    /// <summary>Runs that have no end, oldest first.</summary>
    public IReadOnlyList<SchemaRun> Unfinished()
    {
        using var context = open();
        return context.SchemaRuns.AsNoTracking().Where(run => run.Finished == null).OrderBy(run => run.Id).ToList();
    }

    /// <summary>The newest runs, with their steps, newest first.</summary>
    public IReadOnlyList<SchemaRun> History(int number)
    {
        using var context = open();
        return context.SchemaRuns.AsNoTracking().Include(run => run.Steps).OrderByDescending(run => run.Id).Take(number).ToList();
    }

    /// <summary>One run with its steps and its log; null when there is none.</summary>
    public SchemaRun? Find(long runId)
    {
        using var context = open();
        return context.SchemaRuns.AsNoTracking().Include(run => run.Steps).Include(run => run.Lines).AsSplitQuery().FirstOrDefault(run => run.Id == runId);
    }

    /// <summary>The last finished rehearsal of this very plan, within a day, with its steps and its log; null when there was none.</summary>
    public SchemaRun? Rehearsed(string planHash)
    {
        using var context = open();
        var earliest = Now - TimeSpan.FromDays(1);
        return context.SchemaRuns.AsNoTracking().Include(run => run.Steps).Include(run => run.Lines).AsSplitQuery()
            .Where(run => run.Kind == SchemaRunKind.Rehearsal && run.PlanHash == planHash && run.Finished != null && run.Created > earliest)
            .OrderByDescending(run => run.Id).FirstOrDefault();
    }

    /// <summary>The newest runs that took a migration up or down, rehearsals included, newest first.</summary>
    public IReadOnlyList<SchemaRun> RunsOf(string migrationId, int number)
    {
        using var context = open();
        return context.SchemaRuns.AsNoTracking().Include(run => run.Steps).Where(run => run.Steps.Any(step => step.MigrationId == migrationId))
            .OrderByDescending(run => run.Id).Take(number).ToList();
    }

    /// <summary>The hold; null when there is none.</summary>
    public SchemaHold? Hold()
    {
        using var context = open();
        return context.SchemaHolds.AsNoTracking().FirstOrDefault();
    }

    /// <summary>Holds the schema where it is: no start takes it up.</summary>
    public void SetHold(long runId, string? migrationId, SchemaActor actor)
    {
        ReleaseHold();
        using var context = open();
        context.SchemaHolds.Add(new() { MigrationId = migrationId, Who = actor.Who, Reason = actor.Reason, Since = Now, RunId = runId });
        context.SaveChanges();
    }

    /// <returns>False when there was none.</returns>
    public bool ReleaseHold()
    {
        using var context = open();
        return context.SchemaHolds.ExecuteDelete() > 0;
    }

    /// <summary>The maintenance flag; null when work goes on.</summary>
    public SchemaMaintenance? Maintenance()
    {
        using var context = open();
        return context.SchemaMaintenances.AsNoTracking().FirstOrDefault();
    }

    /// <summary>Records maintenance mode: only the run writes to the domain database.</summary>
    public void EnterMaintenance(long runId, string reason)
    {
        LeaveMaintenance();
        using var context = open();
        context.SchemaMaintenances.Add(new() { RunId = runId, Reason = reason, Since = Now });
        context.SaveChanges();
    }

    /// <summary>Work goes on.</summary>
    public void LeaveMaintenance()
    {
        using var context = open();
        context.SchemaMaintenances.ExecuteDelete();
    }

    /// <summary>Accepted differences.</summary>
    public IReadOnlyList<SchemaAcceptance> Acceptances()
    {
        using var context = open();
        return context.SchemaAcceptances.AsNoTracking().OrderBy(acceptance => acceptance.Name).ToList();
    }

    /// <summary>Replaces the accepted differences by these.</summary>
    public void Accept(IEnumerable<SchemaDifference> differences, SchemaActor actor)
    {
        using var context = open();
        using var transaction = context.Database.BeginTransaction();
        context.SchemaAcceptances.ExecuteDelete();
        context.SchemaAcceptances.AddRange(differences.Select(difference => new SchemaAcceptance
        {
            Name = difference.Name, Expected = difference.Expected, Actual = difference.Actual, Who = actor.Who, Reason = actor.Reason, Since = Now,
        }));
        context.SaveChanges();
        transaction.Commit();
    }

    private void Audit(OperationsDbContext context, SchemaActor actor, string action, params (string Name, object? Value)[] details) =>
        context.AuditEntries.Add(new()
        {
            At = Now,
            AccountId = actor.AccountId,
            Who = actor.Who,
            Action = action,
            Subject = "dashboard.db",
            Details = JsonSerializer.Serialize(
                details.Append(("reason", actor.Reason)).Append(("address", actor.FromAddress)).Where(detail => detail.Item2 is not null)
                    .ToDictionary(detail => detail.Item1, detail => detail.Item2)),
        });

    /// <summary>Such as <c>schema.upgrade_begun</c>.</summary>
    private static string ActionOf(SchemaRunKind kind, string what) => $"schema.{kind.ToString().ToLowerInvariant()}_{what.ToLowerInvariant()}";

    private DateTime Now => _time.GetUtcNow().UtcDateTime;
}
