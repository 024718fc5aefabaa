using Dashboard.Data.Changes;
using Microsoft.Data.Sqlite;

namespace Dashboard.Live;

/// <summary>
/// Tells the <see cref="ChangeFeed"/> what is committed to a database, by whomever. This process's own commits come through
/// <see cref="Publish(IReadOnlyCollection{string})"/> and are told at once; those of others are noticed within <see cref="Interval"/>.
/// </summary>
public sealed partial class ChangeWatcher(ChangeLog log, ChangeFeed feed, TimeProvider time, ILogger<ChangeWatcher> logger)
    : BackgroundService, IChangeSink
{
    /// <summary>How often is looked. A look costs microseconds while nothing was committed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private bool _serving;
    private bool _unreadable;

    public void Publish(string topic) => Publish([topic]);

    /// <summary>
    /// Looks first, so that what this commit left in the database is not told a second time later. What another process committed before
    /// is told with it; what it commits after is found by the next look.
    /// </summary>
    public void Publish(IReadOnlyCollection<string> topics)
    {
        var look = Look();
        if (look.Everything)
        {
            feed.PublishEverything();
            return;
        }

        feed.Publish(look.Topics);
        // What no trigger tells of, and everything while the database cannot be read.
        feed.Publish(look.Topics.Count == 0 ? topics : [.. topics.Except(look.Topics)]);
    }

    /// <summary>Nobody is served yet: what was committed before concerns nobody.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _serving = true;
        Look();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Publish([]);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        log.Dispose();
    }

    private ChangeLook Look()
    {
        try
        {
            var look = log.Look();
            if (_unreadable)
            {
                _unreadable = false;
                LogReadable();
            }

            return look;
        }
        catch (SqliteException error)
        {
            // Once, not ten times a second, and not before the first start has made it. The look that succeeds again says that everything
            // may have changed.
            if (!_unreadable && _serving)
            {
                _unreadable = true;
                LogUnreadable(error.Message);
            }

            return ChangeLook.Nothing;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Changes by other processes cannot be followed until the database can be read: {Problem}")]
    private partial void LogUnreadable(string problem);

    [LoggerMessage(LogLevel.Information, "Changes by other processes are followed again")]
    private partial void LogReadable();
}
