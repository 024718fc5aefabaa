using Dashboard.Data.Schema;

namespace Dashboard.Features.Schema;

/// <summary>Keeps this server out while another process changes the schema, and looks before it lets it in again.</summary>
internal sealed partial class MaintenanceWatcher(SchemaEngine engine, SchemaRuns runs, Maintenance maintenance, TimeProvider time, ILogger<MaintenanceWatcher> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private bool _kept;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Look();
            }
            catch (Exception error)
            {
                // operations.db is busy or being backed up: the next look tells.
                LogFailed(error);
            }
        }
    }

    private void Look()
    {
        // This process's own run opens and closes by itself.
        if (runs.Work is { Ended: null })
        {
            return;
        }

        if (engine.Journal.Maintenance() is { } other)
        {
            if (!_kept)
            {
                _kept = true;
                maintenance.Begin(other.Reason);
            }
        }
        else if (_kept)
        {
            _kept = false;
            var inspection = engine.Inspect();
            if (inspection.Fits)
            {
                maintenance.End();
            }
            else
            {
                maintenance.Begin(inspection.Sentence);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Whether another process changes the schema could not be looked up")]
    private partial void LogFailed(Exception error);
}
