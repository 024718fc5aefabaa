using Dashboard.Data.Changes;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;

namespace Dashboard.Features.Schema;

/// <summary>A change of the schema as those see it who watch.</summary>
/// <param name="Title">What is being done.</param>
/// <param name="Result">A sentence at the end; null while it goes on.</param>
/// <param name="Good">Whether it ended as it was meant to.</param>
public sealed record SchemaWork(
    string Title, string Who, DateTime Started, TimeSpan? Expected, SchemaProgress? At, IReadOnlyList<string> Log, bool CanCancel,
    string? Result, bool Good, DateTime? Ended);

/// <summary>
/// Changes the schema in the server's own time: whoever asked may close the browser, and everybody who looks sees the same. One at a time.
/// </summary>
public sealed partial class SchemaRuns(SchemaEngine engine, IChangeSink changes, TimeProvider time, ILogger<SchemaRuns> logger) : IDisposable
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
    private SchemaRehearsal? _rehearsal;

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

    /// <summary>The last rehearsal of this plan; null when there was none.</summary>
    public SchemaRehearsal? RehearsalOf(SchemaPlan plan) => _rehearsal?.PlanHash == plan.Hash ? _rehearsal : null;

    /// <summary>Does the plan on a copy.</summary>
    public string? Rehearse(Caller caller, SchemaPlan plan) => Begin(caller, $"Rehearsing {Title(plan)}", expected: null, async (progress, cancellation) =>
    {
        _rehearsal = await engine.RehearseAsync(plan, Actor(caller, null), progress, cancellation);
        return (_rehearsal.Problem is null, _rehearsal.Problem ?? $"The rehearsal went well, in {_rehearsal.Duration.TotalSeconds:0.00} s{(_rehearsal.WayBack is null ? "" : $", but: {_rehearsal.WayBack}")}.");
    });

    /// <summary>Runs the plan on the live database.</summary>
    /// <param name="typed">For a lossy plan, the target's name, as the one who agrees has typed it.</param>
    /// <returns>Why it was not begun; null when it was.</returns>
    public string? Run(Caller caller, SchemaPlan plan, string? typed, string? reason)
    {
        if (plan.IsLossy && !string.Equals(typed?.Trim(), NameOf(plan.Target), StringComparison.Ordinal))
        {
            return $"Type {NameOf(plan.Target)} to agree to the loss.";
        }

        return Begin(caller, Title(plan), RehearsalOf(plan)?.Duration, async (progress, cancellation) =>
        {
            var result = await engine.RunAsync(plan, Actor(caller, reason), acceptLoss: plan.IsLossy, progress, cancellation);
            return (result.Outcome == SchemaRunState.Succeeded, result.Message);
        });
    }

    /// <summary>Puts a backup in the place of the database.</summary>
    /// <param name="typed">The backup's name, as the one who agrees has typed it.</param>
    public string? Restore(Caller caller, string backup, RestoredWork work, string? typed, string? reason) => typed?.Trim() != backup
        ? $"Type {backup} to agree."
        : Begin(caller, $"Putting the backup {backup} back", expected: null, async (progress, cancellation) =>
        {
            var result = await engine.RestoreAsync(backup, Actor(caller, reason), work, progress, cancellation);
            return (result.Outcome == SchemaRunState.Succeeded, result.Message);
        });

    public string? BackUp(Caller caller, string reason) => Begin(caller, "Making a backup", expected: null, (_, _) =>
    {
        var backup = engine.Backups.Create(reason, SchemaJournal.AppVersion);
        return Task.FromResult((true, $"The backup {backup.Name} was made and verified."));
    });

    public string? Verify(Caller caller, string backup) => Begin(caller, $"Verifying the backup {backup}", expected: null, (_, _) =>
    {
        var problems = engine.Backups.Verify(engine.Backups.Find(backup));
        return Task.FromResult((problems.Count == 0, problems.Count == 0 ? $"The backup {backup} is sound." : string.Join(' ', problems)));
    });

    /// <summary>Reads the whole database and says what is wrong.</summary>
    public string? VerifyDatabase(Caller caller) => Begin(caller, "Verifying the database", expected: null, (_, _) =>
    {
        var problems = engine.Verify();
        return Task.FromResult((problems.Count == 0, problems.Count == 0 ? "The whole database was read and is sound." : string.Join(' ', problems)));
    });

    public void Delete(Caller caller, string backup)
    {
        caller.RequireAdministrator();
        caller.RequireNoToken();
        engine.Backups.Delete(engine.Backups.Find(backup));
        LogDeleted(backup, caller.UserName);
        changes.Publish(Topic);
    }

    public void ReleaseHold(Caller caller)
    {
        caller.RequireAdministrator();
        engine.Journal.ReleaseHold();
        LogReleased(caller.UserName);
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

    private string? Begin(
        Caller caller, string title, TimeSpan? expected, Func<IProgress<SchemaProgress>, CancellationToken, Task<(bool Good, string Sentence)>> act)
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
            _work = new SchemaWork(title, caller.UserName, Now, expected, null, [], CanCancel: true, null, false, null);
        }

        PublishAll();
        _ = Task.Run(() => DoAsync(act, _cancel.Token));
        return null;
    }

    private async Task DoAsync(
        Func<IProgress<SchemaProgress>, CancellationToken, Task<(bool Good, string Sentence)>> act, CancellationToken cancellation)
    {
        (bool Good, string Sentence) end;
        try
        {
            end = await act(new Watcher(this), cancellation);
        }
        catch (OperationCanceledException)
        {
            end = (false, "It was cancelled. Nothing was changed.");
        }
        catch (SchemaException refusal)
        {
            end = (false, refusal.Message);
        }
        catch (Exception error)
        {
            // Somebody watches for the end of it: whatever it is, it is told here, and the log has all of it.
            LogFailed(error);
            end = (false, $"It failed: {error.Message}");
        }

        lock (_lock)
        {
            _work = _work! with { Result = end.Sentence, Good = end.Good, Ended = Now, CanCancel = false };
        }

        PublishAll();
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

            _work = _work! with { At = progress, CanCancel = progress.State < SchemaRunState.Committing };
        }

        changes.Publish(ProgressTopic);
    }

    private void PublishAll()
    {
        changes.Publish(Topic);
        changes.Publish(ProgressTopic);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static SchemaActor Actor(Caller caller, string? reason) =>
        new(caller.UserName, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim());

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

    [LoggerMessage(LogLevel.Information, "The backup {Backup} was deleted by {Who}")]
    private partial void LogDeleted(string backup, string who);

    [LoggerMessage(LogLevel.Information, "The schema's hold was released by {Who}")]
    private partial void LogReleased(string who);
}
