using Dashboard.Data.Changes.Sqlite;
using Dashboard.Data.Schema;
using Dashboard.Features.State;
using Dashboard.Features.Tasks;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Schema;

/// <summary>
/// Follows, every second, what other processes do with the schema: pauses this server while one changes it, begins maintenance mode when the
/// database no longer matches this build, and starts the runs that the command line requests.
/// </summary>
internal sealed partial class MaintenanceWatcher(
    SchemaEngine engine,
    SchemaRequestHandler requests,
    Maintenance maintenance,
    ServerWorkGate gate,
    ServerLease lease,
    SchemaStartState start,
    StateDirectory state,
    IOptions<SchemaOptions> options,
    TimeProvider time,
    ILogger<MaintenanceWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(30);

    /// <summary>Since when another process pauses this server; null when none does.</summary>
    private long? _pausedSince;

    /// <summary>What was logged already: what cannot be recovered yet is tried again at each poll.</summary>
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        using var operations = new CommitDetector(state.OperationsDatabase);
        using var domain = new CommitDetector(state.DashboardDatabase);
        var failed = true;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                // Both are asked at each poll. Without a commit there is nothing to notice while this server works.
                var changed = operations.HasChanged() | domain.HasChanged();
                if (changed || failed || maintenance.Reason is not null || _pausedSince is not null)
                {
                    failed = true;
                    await PollAsync(stoppingToken);
                    failed = false;
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // operations.db is busy or being backed up: the next poll succeeds.
                LogFailed(error);
            }
        }
    }

    private async Task PollAsync(CancellationToken stopping)
    {
        requests.Handle(lease.Name);
        // A run of this process pauses and resumes the server itself.
        if (engine.IsChanging)
        {
            return;
        }

        if (engine.Journal.Maintenance() is { } other)
        {
            await PauseAsync(other.Reason, stopping);
        }
        else if (_pausedSince is not null)
        {
            await ResumeAsync();
        }
        else if (maintenance.Reason is null)
        {
            BeginMaintenanceWhenOutdated();
        }
        else if (start.WaitsForOthers && gate.Elsewhere().Count == 0)
        {
            await RetryStartAsync(stopping);
        }
    }

    private async Task PauseAsync(string reason, CancellationToken stopping)
    {
        if (_pausedSince is null)
        {
            _pausedSince = time.GetTimestamp();
            await gate.CloseAsync(reason, stopping);
        }

        if (gate.Here().Count == 0)
        {
            gate.Rest();
        }
        else if (time.GetElapsedTime(_pausedSince.Value) > DrainLimit)
        {
            await gate.CancelWorkAsync(stopping);
        }

        if (!FileLock.IsHeld(engine.LockPath))
        {
            // The process that began it has died.
            foreach (var recovered in (await engine.RecoverAsync(stopping)).Where(_reported.Add))
            {
                LogRecovered(recovered);
            }
        }
    }

    private async Task ResumeAsync()
    {
        _pausedSince = null;
        var inspection = engine.Inspect();
        if (!inspection.Fits)
        {
            maintenance.Begin(inspection.Sentence);
            LogOutdated(inspection.Sentence);
            return;
        }

        await gate.OpenAsync();
        if (engine.Journal.Maintenance() is { } next)
        {
            // The next run began in between, and may have counted the servers before this one was open again.
            _pausedSince = time.GetTimestamp();
            await gate.CloseAsync(next.Reason, CancellationToken.None);
            gate.Rest();
        }
    }

    /// <summary>Notices that another build, or a person, has changed the schema under this server.</summary>
    private void BeginMaintenanceWhenOutdated()
    {
        if (!engine.HasItsMigrations() && engine.Inspect() is { Fits: false } inspection)
        {
            maintenance.Begin(inspection.Sentence);
            gate.Rest();
            LogOutdated(inspection.Sentence);
        }
    }

    private async Task RetryStartAsync(CancellationToken stopping)
    {
        start.Record(await engine.StartAsync(options.Value.ApplyAtStart, cancellation: stopping));
        if (maintenance.Reason is null)
        {
            LogStarted();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Could not read what other processes do with the schema")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Warning, "Recovered an interrupted schema change of another process: {What}")]
    private partial void LogRecovered(string what);

    [LoggerMessage(LogLevel.Error, "Serving in maintenance mode: {Why}")]
    private partial void LogOutdated(string why);

    [LoggerMessage(LogLevel.Information, "Applied the pending migrations after the other servers had ended")]
    private partial void LogStarted();
}
