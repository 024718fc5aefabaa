using Dashboard.Data.Schema;
using Dashboard.Features.Tasks;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Schema;

/// <summary>
/// Looks every second at what other processes do with the schema: keeps this server out while one changes it, stops this server when the
/// database has become another build's, and takes what the command line asks for.
/// </summary>
internal sealed partial class MaintenanceWatcher(
    SchemaEngine engine,
    SchemaRuns runs,
    Maintenance maintenance,
    ServerWorkGate gate,
    ServerLease lease,
    SchemaStartState start,
    IOptions<SchemaOptions> options,
    TimeProvider time,
    ILogger<MaintenanceWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Since when another process keeps this server out; null when none does.</summary>
    private long? _keptSince;

    /// <summary>What was told already: what cannot be settled yet is tried at each look.</summary>
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // operations.db is busy or being backed up: the next look tells.
                LogFailed(error);
            }
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        runs.Serve(lease.Name);
        // This process's own run opens and closes by itself.
        if (engine.IsChanging)
        {
            return;
        }

        if (engine.Journal.Maintenance() is { } other)
        {
            await KeepOutAsync(other.Reason, stopping);
        }
        else if (_keptSince is not null)
        {
            await ComeBackAsync();
        }
        else if (maintenance.Reason is null)
        {
            StopWhenOutdated();
        }
        else if (start.WaitsForOthers && gate.Elsewhere().Count == 0)
        {
            await StartAgainAsync(stopping);
        }
    }

    private async Task KeepOutAsync(string reason, CancellationToken stopping)
    {
        if (_keptSince is null)
        {
            _keptSince = time.GetTimestamp();
            await gate.CloseAsync(reason, stopping);
        }

        if (gate.Here().Count == 0)
        {
            gate.Rest();
        }
        else if (time.GetElapsedTime(_keptSince.Value) > Patience)
        {
            await gate.CancelWorkAsync(stopping);
        }

        if (!FileLock.IsHeld(engine.LockPath))
        {
            // Whoever began it is gone.
            foreach (var settled in (await engine.SettleAsync(stopping)).Where(_said.Add))
            {
                LogSettled(settled);
            }
        }
    }

    private async Task ComeBackAsync()
    {
        _keptSince = null;
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
            // The next run began in between, and may have looked for servers before this one said that it works.
            _keptSince = time.GetTimestamp();
            await gate.CloseAsync(next.Reason, CancellationToken.None);
            gate.Rest();
        }
    }

    /// <summary>Another build, or a person, has changed the schema under this server.</summary>
    private void StopWhenOutdated()
    {
        if (!engine.HasItsMigrations() && engine.Inspect() is { Fits: false } inspection)
        {
            maintenance.Begin(inspection.Sentence);
            gate.Rest();
            LogOutdated(inspection.Sentence);
        }
    }

    private async Task StartAgainAsync(CancellationToken stopping)
    {
        start.Keep(await engine.StartAsync(options.Value.ApplyAtStart, cancellation: stopping));
        if (maintenance.Reason is null)
        {
            LogStarted();
        }
    }

    [LoggerMessage(LogLevel.Warning, "What other processes do with the schema could not be looked up")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Warning, "A schema change of another process had been interrupted: {What}")]
    private partial void LogSettled(string what);

    [LoggerMessage(LogLevel.Error, "Serving in maintenance: {Why}")]
    private partial void LogOutdated(string why);

    [LoggerMessage(LogLevel.Information, "The other servers have ended: the database was brought up")]
    private partial void LogStarted();
}
