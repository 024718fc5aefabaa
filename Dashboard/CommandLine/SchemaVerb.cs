using System.CommandLine;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine;

/// <summary>dashboard.sh schema: what the schema page does. Without a server it runs by itself; a server that serves the state is asked to.</summary>
internal static class SchemaVerb
{
    public static Command Create(Terminal terminal) => new("schema", "Look at the database's schema, take it up or down, back up and restore.")
    {
        Status(terminal), Plan(terminal), Go(terminal, "up"), Go(terminal, "down"), Verify(terminal), History(terminal), Backup(terminal), Restore(terminal), ReleaseHold(terminal),
    };

    private static Option<bool> Json() => new("--json") { Description = "Print JSON and nothing else." };

    private static Option<bool> Yes() => new("--yes") { Description = "Agree to what would be asked, losses of data included." };

    private static Option<string?> Reason() => new("--reason") { Description = "Why, for the record.", HelpName = "TEXT" };

    private static Option<bool> OutOfOrder() => new("--out-of-order")
    {
        Description = "Apply a migration that is older than one that was applied before, on the way to the newest. Asks for plan --rehearse --out-of-order first.",
    };

    private static Argument<string?> Target(string fallback) => new("TARGET")
    {
        Description = $"A migration's name or id, 0 for nothing, +1, -1, or an application version. Without it: {fallback}.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static Command Status(Terminal terminal)
    {
        var json = Json();
        var command = new Command("status", "What the database has and what the build wants. Exits 1 when they do not match.") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var engine = await SchemaVerbState.OpenToReadAsync(cancellation);
            var inspection = engine.Inspect();
            await SchemaReports.StatusAsync(terminal, inspection, SchemaVerbState.HasJournal ? engine.Journal : null, parsed.GetValue(json));
            return inspection.Fits ? ExitCode.Done : ExitCode.Blocked;
        });
        return command;
    }

    private static Command Plan(Terminal terminal)
    {
        var (target, json, rehearse, outOfOrder) = (Target("the newest migration"), Json(), new Option<bool>("--rehearse") { Description = "Do it on a copy first." }, OutOfOrder());
        var command = new Command("plan", "Every command that going to TARGET would run, and what it would do to the rows. Exits 1 when it cannot run.") { target, json, rehearse, outOfOrder };
        command.SetAction((parsed, cancellation) => SchemaVerbState.GuardedAsync(terminal, async () =>
        {
            using var engine = await SchemaVerbState.OpenToReadAsync(cancellation);
            var plan = engine.Plan(parsed.GetValue(target), parsed.GetValue(outOfOrder));
            var rehearsal = parsed.GetValue(rehearse)
                ? await SchemaVerbState.RehearseAsync(plan, cancellation)
                : null;
            await SchemaReports.PlanAsync(terminal, plan, rehearsal, parsed.GetValue(json));
            return plan.Blockers.Any() || rehearsal?.Problem is not null ? ExitCode.Blocked : ExitCode.Done;
        }));
        return command;
    }

    private static Command Go(Terminal terminal, string direction)
    {
        var up = direction == "up";
        var (target, json, yes, reason, outOfOrder) = (Target(up ? "the newest migration" : "one migration back"), Json(), Yes(), Reason(), OutOfOrder());
        var command = new Command(direction, up ? "Take the database up. Backs up, runs everything in one transaction, verifies, and puts it back when it fails." : "Take the database down, and hold it there.")
        {
            target, json, yes, reason,
        };
        if (up)
        {
            command.Options.Add(outOfOrder);
        }

        command.SetAction((parsed, cancellation) => SchemaVerbState.GuardedAsync(terminal, async () =>
        {
            using var engine = await SchemaVerbState.OpenToWriteAsync(cancellation);
            var plan = engine.Plan(parsed.GetValue(target) ?? (up ? null : "-1"), up && parsed.GetValue(outOfOrder));
            if (plan.Steps.Count > 0 && plan.Direction != (up ? SchemaDirection.Up : SchemaDirection.Down))
            {
                throw new SchemaException($"{MigrationName.Of(plan.Target ?? "nothing")} is {(up ? "below" : "above")} {MigrationName.Of(plan.From ?? "nothing")}: use schema {(up ? "down" : "up")}.");
            }

            if (plan.Blockers.FirstOrDefault() is { } blocker)
            {
                throw new SchemaException(blocker.Text);
            }

            if (plan.Steps.Count == 0)
            {
                await SchemaReports.DoneAsync(terminal, parsed.GetValue(json), "There is nothing to do.");
                return ExitCode.Done;
            }

            if ((plan.IsLossy || !up) && !parsed.GetValue(yes))
            {
                await SchemaReports.PlanAsync(terminal with { Out = terminal.Error }, plan, null, asJson: false);
                await SchemaVerbState.ConfirmAsync(terminal, plan.Target is null ? "0" : MigrationName.Of(plan.Target));
            }

            var actor = SchemaVerbState.Actor(parsed.GetValue(reason));
            var result = await SchemaVerbState.RunAsync(
                terminal, engine, requests => requests.Ask(plan, actor), progress => engine.RunAsync(plan, actor, acceptLoss: true, progress, cancellation), cancellation);
            return await SchemaReports.ResultAsync(terminal, result, engine.Journal, parsed.GetValue(json));
        }));
        return command;
    }

    private static Command Verify(Terminal terminal)
    {
        var (backup, json) = (new Argument<string?>("BACKUP") { Arity = ArgumentArity.ZeroOrOne, Description = "A backup's name; without it the live database is verified." }, Json());
        var command = new Command("verify", "Read everything again and say what is wrong. Exits 1 when something is.") { backup, json };
        command.SetAction((parsed, cancellation) => SchemaVerbState.GuardedAsync(terminal, async () =>
        {
            using var engine = await SchemaVerbState.OpenToReadAsync(cancellation);
            var problems = parsed.GetValue(backup) is { } name ? engine.Backups.Verify(engine.Backups.Find(name)) : engine.Verify();
            await SchemaReports.ProblemsAsync(terminal, problems, parsed.GetValue(json));
            return problems.Count == 0 ? ExitCode.Done : ExitCode.Blocked;
        }));
        return command;
    }

    private static Command History(Terminal terminal)
    {
        var (json, number) = (Json(), new Option<int>("--number") { Description = "How many runs, newest first.", DefaultValueFactory = _ => 20 });
        var command = new Command("history", "The runs so far, however they ended.") { json, number };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var engine = await SchemaVerbState.OpenToReadAsync(cancellation);
            IReadOnlyList<SchemaRun> runs = SchemaVerbState.HasJournal ? engine.Journal.History(parsed.GetValue(number)) : [];
            await SchemaReports.HistoryAsync(terminal, runs, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Backup(Terminal terminal)
    {
        var (json, list, reason) = (Json(), new Option<bool>("--list") { Description = "List the backups instead." }, Reason());
        var command = new Command("backup", "Make and verify a backup; a server may go on serving.") { json, list, reason };
        command.SetAction((parsed, cancellation) => SchemaVerbState.GuardedAsync(terminal, async () =>
        {
            using var engine = await SchemaVerbState.OpenToReadAsync(cancellation);
            if (parsed.GetValue(list))
            {
                await SchemaReports.BackupsAsync(terminal, engine.Backups.List(), parsed.GetValue(json));
                return ExitCode.Done;
            }

            var actor = SchemaVerbState.Actor(parsed.GetValue(reason));
            var backup = engine.Backups.Create(actor.Reason ?? "Asked for on the command line", SchemaJournal.AppVersion);
            if (SchemaVerbState.HasJournal)
            {
                engine.Journal.Audit(actor, "backup.made", ("backup", backup.Name));
            }

            await SchemaReports.BackupsAsync(terminal, [backup], parsed.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Restore(Terminal terminal)
    {
        var name = new Argument<string>("BACKUP") { Description = "The backup's name, as schema backup --list prints it." };
        var tasks = new Option<string>("--tasks") { Description = "What becomes of tasks that were queued or running then: start or fail.", DefaultValueFactory = _ => "fail" };
        tasks.AcceptOnlyFromAmong("start", "fail");
        var (json, yes, reason) = (Json(), Yes(), Reason());
        var command = new Command("restore", "Put a backup in the place of the database; the present is backed up first.") { name, tasks, json, yes, reason };
        command.SetAction((parsed, cancellation) => SchemaVerbState.GuardedAsync(terminal, async () =>
        {
            using var engine = await SchemaVerbState.OpenToWriteAsync(cancellation);
            var plan = engine.PlanRestore(parsed.GetRequiredValue(name));
            if (plan.Refusal is not null)
            {
                throw new SchemaException(plan.Refusal);
            }

            if (!parsed.GetValue(yes))
            {
                await SchemaReports.RestoreAsync(terminal, plan);
                await SchemaVerbState.ConfirmAsync(terminal, plan.Backup.Name);
            }

            var work = parsed.GetRequiredValue(tasks) == "start" ? RestoredWork.StartAgain : RestoredWork.Fail;
            var actor = SchemaVerbState.Actor(parsed.GetValue(reason));
            var result = await SchemaVerbState.RunAsync(
                terminal, engine, requests => requests.Ask(plan.Backup, work, actor), progress => engine.RestoreAsync(plan.Backup.Name, actor, work, progress, cancellation), cancellation);
            return await SchemaReports.ResultAsync(terminal, result, engine.Journal, parsed.GetValue(json));
        }));
        return command;
    }

    private static Command ReleaseHold(Terminal terminal)
    {
        var json = Json();
        var command = new Command("release-hold", "Let the next start apply what is pending again. Exits 1 when nothing is held.") { json };
        command.SetAction((parsed, cancellation) => SchemaVerbState.GuardedAsync(terminal, async () =>
        {
            using var engine = await SchemaVerbState.OpenToWriteAsync(cancellation);
            var released = engine.Journal.ReleaseHold();
            if (released)
            {
                engine.Journal.Audit(SchemaVerbState.Actor(null), "schema.hold_released");
            }

            await SchemaReports.DoneAsync(terminal, parsed.GetValue(json), released ? "The hold is released." : "Nothing is held.");
            return released ? ExitCode.Done : ExitCode.Blocked;
        }));
        return command;
    }
}
