using Dashboard.Data.Changes;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Schema;

/// <summary>What somebody says who changes the schema, or takes data away.</summary>
/// <param name="Typed">The name that had to be typed where something is lost.</param>
/// <param name="Reason">Why, for the journal.</param>
/// <param name="Password">The caller's own, once more; null while nobody has asked for it.</param>
public sealed record SchemaConsent(string? Typed, string? Reason, string? Password);

/// <summary>
/// Changes the schema in the server's own time: whoever asked may close the browser, and everybody who looks sees the same. One at a time.
/// </summary>
public sealed partial class SchemaRuns(
    SchemaEngine engine,
    SchemaRequests requests,
    PasswordCommands passwords,
    IDbContextFactory<OperationsDbContext> contexts,
    IChangeSink changes,
    TimeProvider time,
    ILogger<SchemaRuns> logger) : IDisposable
{
    /// <summary>What to watch for the state: something began or ended, or a backup or the hold has changed.</summary>
    public const string Topic = "schema";

    /// <summary>What to watch for how it gets on.</summary>
    public const string ProgressTopic = "schema-progress";

    private const int MostLines = 500;

    private readonly Lock _lock = new();
    private readonly List<string> _log = [];
    private CancellationTokenSource? _cancel;
    private SchemaWork? _work;
    private long? _request;

    /// <summary>What is being done, or was done last; null when nothing was since the start.</summary>
    public SchemaWork? Work
    {
        get
        {
            lock (_lock)
            {
                return _work is null ? null : _work with { Log = [.. _log] };
            }
        }
    }

    public bool IsBusy
    {
        get
        {
            lock (_lock)
            {
                return _work is { Ended: null };
            }
        }
    }

    /// <summary>Does the plan on a copy.</summary>
    /// <returns>Why it was not begun; null when it was.</returns>
    public string? Rehearse(Caller caller, SchemaPlan plan) => Begin(caller, $"Rehearsing {Title(plan)}", expected: null, async (progress, cancellation) =>
    {
        var rehearsal = await engine.RehearseAsync(plan, ActorOf(caller, null), progress, cancellation);
        return new(rehearsal.Problem is null && rehearsal.WayBack is null, rehearsal switch
        {
            { Problem: { } problem } => $"The rehearsal failed on the copy: {problem}",
            { WayBack: { } wayBack } => $"The rehearsal went well, but not the way back. {wayBack}",
            _ => $"The rehearsal went well: {rehearsal.Duration.TotalSeconds:0.00} s{(plan.Direction == SchemaDirection.Up ? ", and the way back too" : "")}.",
        });
    });

    /// <summary>Runs the plan on the live database.</summary>
    /// <param name="consent">For a lossy plan, with the target's name as the one who agrees has typed it.</param>
    /// <returns>Why it was not begun; null when it was.</returns>
    public async Task<string?> RunAsync(Caller caller, SchemaPlan plan, SchemaConsent consent, CancellationToken cancellation) =>
        await RefusalAsync(caller, plan.IsLossy ? NameOf(plan.Target) : null, consent, cancellation)
        ?? Begin(caller, Title(plan), Expected(plan), (progress, stop) => RunAsync(plan, ActorOf(caller, consent.Reason), progress, stop));

    /// <summary>Puts a backup in the place of the database.</summary>
    /// <param name="consent">With the backup's name as the one who agrees has typed it.</param>
    /// <returns>Why it was not begun; null when it was.</returns>
    public async Task<string?> RestoreAsync(Caller caller, string backup, RestoredWork work, SchemaConsent consent, CancellationToken cancellation) =>
        await RefusalAsync(caller, backup, consent, cancellation)
        ?? Begin(caller, $"Putting the backup {backup} back", expected: null, (progress, stop) => RestoreAsync(backup, work, ActorOf(caller, consent.Reason), progress, stop));

    public string? BackUp(Caller caller, string reason) => Begin(caller, "Making a backup", expected: null, (_, _) =>
    {
        var backup = engine.Backups.Create(reason, SchemaJournal.AppVersion);
        engine.Journal.Audit(ActorOf(caller, reason), "backup.made", ("backup", backup.Name));
        return Task.FromResult<SchemaWorkEnd>(new(true, $"The backup {backup.Name} was made and verified: opened, checked, hashed, {backup.Rows.Values.Sum()} rows counted."));
    });

    public string? Verify(Caller caller, string backup) => Begin(caller, $"Verifying the backup {backup}", expected: null, (_, _) =>
    {
        var problems = engine.Backups.Verify(engine.Backups.Find(backup));
        return Task.FromResult<SchemaWorkEnd>(new(problems.Count == 0, problems.Count == 0 ? $"The backup {backup} is sound: hashes, SQLite's check, migrations and rows are as when it was made." : string.Join(' ', problems)));
    });

    /// <summary>Reads the whole database and says what is wrong.</summary>
    public string? VerifyDatabase(Caller caller) => Begin(caller, "Verifying the database", expected: null, (_, _) =>
    {
        var problems = engine.Verify();
        return Task.FromResult<SchemaWorkEnd>(new(problems.Count == 0, problems.Count == 0 ? "The whole database was read and is sound: every page, reference, trigger and view, and the schema is what its migrations make." : string.Join(' ', problems)));
    });

    /// <summary>Lives with the differences between the schema and its migrations that are there now; with none to take that back.</summary>
    public string? Accept(Caller caller, IReadOnlyList<SchemaDifference> seen, string? reason) =>
        Begin(caller, seen.Count > 0 ? "Accepting how the schema differs from its migrations" : "Taking the acceptance back", expected: null, async (_, cancellation) =>
        {
            await engine.AcceptAsync(seen, ActorOf(caller, reason), cancellation);
            return new(true, seen.Count > 0 ? "What differs was accepted: work goes on in spite of it." : "Nothing that differs is accepted any more.");
        });

    public void ReleaseHold(Caller caller)
    {
        caller.RequireAdministrator();
        caller.RequireNoToken();
        if (engine.Journal.ReleaseHold())
        {
            engine.Journal.Audit(ActorOf(caller, null), "schema.hold_released");
        }

        changes.Publish(Topic);
    }

    /// <summary>Asks what is being done to stop; it does so until its commit.</summary>
    public void Cancel(Caller caller)
    {
        caller.RequireAdministrator();
        lock (_lock)
        {
            _cancel?.Cancel();
        }
    }

    /// <summary>Begins what the command line asks for, and stops what it does not want any more.</summary>
    /// <param name="server">This server's name.</param>
    public void Serve(string server)
    {
        if (IsBusy)
        {
            if (Request is { } current && requests.Find(current) is { CancelAsked: true })
            {
                Cancel(Caller.CommandLine);
            }

            return;
        }

        if (requests.Take(server) is not { } request)
        {
            return;
        }

        var caller = Caller.CommandLine with { UserName = request.Who };
        var actor = new SchemaActor(request.Who, request.Reason);
        var refusal = request.Kind == SchemaRunKind.Restore
            ? Begin(caller, $"Putting the backup {request.Backup} back", expected: null, (progress, cancellation) => RestoreAsync(request.Backup!, request.Work ?? RestoredWork.Fail, actor, progress, cancellation), request.Id)
            : Begin(caller, $"the way to {NameOf(request.ToMigration)}", expected: null, (progress, cancellation) =>
            {
                // What is late was agreed to where it was asked for, and still has to have been rehearsed.
                var plan = engine.Plan(request.ToMigration ?? "0", outOfOrder: true);
                return plan.Hash == request.PlanHash
                    ? RunAsync(plan, actor, progress, cancellation)
                    : throw new SchemaException("The server would do something else: its build is another, or the database has changed. Nothing was done; look at the plan again.");
            }, request.Id);
        if (refusal is not null)
        {
            requests.Finish(request.Id, refusal);
        }
    }

    /// <summary>Why somebody may not go on; on record, for a refusal may be somebody who tries.</summary>
    private async Task<string?> RefusalAsync(Caller caller, string? toBeTyped, SchemaConsent consent, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        caller.RequireNoToken();
        var refusal = toBeTyped is not null && consent.Typed?.Trim() != toBeTyped
            ? $"Type \"{toBeTyped}\" to agree."
            : (await passwords.ConfirmFreshAsync(caller, consent.Password, cancellation)).Refusal;
        if (refusal is not null)
        {
            LogNotBegun(caller.UserName, refusal);
        }

        return refusal;
    }

    private async Task<SchemaWorkEnd> RunAsync(SchemaPlan plan, SchemaActor actor, IProgress<SchemaProgress> progress, CancellationToken cancellation) =>
        SchemaWorkEnd.Of(await engine.RunAsync(plan, actor, acceptLoss: true, progress, cancellation));

    private async Task<SchemaWorkEnd> RestoreAsync(string backup, RestoredWork work, SchemaActor actor, IProgress<SchemaProgress> progress, CancellationToken cancellation) =>
        SchemaWorkEnd.Of(await engine.RestoreAsync(backup, actor, work, progress, cancellation));

    private string? Begin(Caller caller, string title, TimeSpan? expected, Func<IProgress<SchemaProgress>, CancellationToken, Task<SchemaWorkEnd>> act, long? request = null)
    {
        caller.RequireAdministrator();
        caller.RequireNoToken();
        lock (_lock)
        {
            if (_work is { Ended: null })
            {
                return $"{_work.Who} has begun this: {_work.Title}. Wait until it has ended.";
            }

            _cancel?.Dispose();
            _cancel = new CancellationTokenSource();
            _log.Clear();
            _work = new SchemaWork(title, caller.UserName, Now, expected, null, null, [], CanCancel: true, null, null);
            _request = request;
        }

        PublishAll();
        _ = Task.Run(() => DoAsync(act, request, _cancel.Token));
        return null;
    }

    private async Task DoAsync(Func<IProgress<SchemaProgress>, CancellationToken, Task<SchemaWorkEnd>> act, long? request, CancellationToken cancellation)
    {
        SchemaWorkEnd end;
        try
        {
            end = await act(new Watcher(this), cancellation);
        }
        catch (OperationCanceledException)
        {
            end = new(false, "It was cancelled. Nothing was changed.");
        }
        catch (SchemaException refusal)
        {
            LogRefused(refusal.Message);
            end = new(false, refusal.Message);
        }
        catch (Exception error)
        {
            // Somebody watches for the end of it: whatever it is, it is told here, and the log has all of it.
            LogFailed(error);
            end = new(false, $"It failed: {error.Message}");
        }

        lock (_lock)
        {
            _work = _work! with { End = end, Ended = Now, CanCancel = false };
            _request = null;
        }

        PublishAll();
        if (request is { } asked)
        {
            Answer(asked, end);
        }
    }

    private void Answer(long request, SchemaWorkEnd end)
    {
        try
        {
            requests.Finish(request, end.Sentence, end.Result);
        }
        catch (Exception error)
        {
            // The journal has it; whoever asked sees there how it ended.
            LogFailed(error);
        }
    }

    /// <summary>The request that is being served; null when what is done was not asked for on the command line.</summary>
    private long? Request
    {
        get
        {
            lock (_lock)
            {
                return _request;
            }
        }
    }

    private void Note(SchemaProgress progress)
    {
        lock (_lock)
        {
            _log.Add($"{Now:HH:mm:ss.fff} {progress.State}{(progress.Total > 0 ? $" {progress.Done}/{progress.Total}" : "")} {progress.Text}");
            if (_log.Count > MostLines)
            {
                _log.RemoveAt(0);
            }

            _work = _work! with
            {
                At = progress,
                Applying = _work.Applying ?? (progress.State == SchemaRunState.Applying ? Now : null),
                CanCancel = progress.State < SchemaRunState.Committing,
            };
        }

        changes.Publish(ProgressTopic);
    }

    private void PublishAll()
    {
        changes.Publish(Topic);
        changes.Publish(ProgressTopic);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private SchemaActor ActorOf(Caller caller, string? reason)
    {
        using var context = contexts.CreateDbContext();
        var address = context.AccountSessions.Where(session => session.Id == caller.SessionId).Select(session => session.RemoteAddress).FirstOrDefault();
        return new(caller.UserName, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(), address, caller.AccountId);
    }

    private TimeSpan? Expected(SchemaPlan plan) => engine.Journal.Rehearsed(plan.Hash) is { State: SchemaRunState.Succeeded } rehearsal
        ? TimeSpan.FromMilliseconds(rehearsal.Steps.Sum(step => step.DurationMs))
        : null;

    public void Dispose() => _cancel?.Dispose();

    private static string NameOf(string? migrationId) => migrationId is null ? "nothing" : MigrationName.Of(migrationId);

    private static string Title(SchemaPlan plan) =>
        $"{(plan.Direction == SchemaDirection.Up ? "the upgrade" : "the downgrade")} from {NameOf(plan.From)} to {NameOf(plan.Target)}";

    private sealed class Watcher(SchemaRuns runs) : IProgress<SchemaProgress>
    {
        public void Report(SchemaProgress value) => runs.Note(value);
    }

    [LoggerMessage(LogLevel.Error, "A schema act failed")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Warning, "{UserName} may not change the database: {Why}")]
    private partial void LogNotBegun(string userName, string why);

    [LoggerMessage(LogLevel.Warning, "A schema act was refused: {Why}")]
    private partial void LogRefused(string why);
}
