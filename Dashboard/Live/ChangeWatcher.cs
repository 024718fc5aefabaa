using Dashboard.Data.Changes;
using Dashboard.Data.Changes.Sqlite;
using Dashboard.Data.Sqlite;

namespace Dashboard.Live;

/// <summary>
/// Publishes to the <see cref="ChangeFeed"/> what any process commits to a database. This process's own commits arrive through
/// <see cref="Publish(IReadOnlyCollection{string})"/> and are published at once; those of others are noticed within <see cref="Interval"/>.
/// </summary>
public sealed partial class ChangeWatcher(ChangeDetector detector, ChangeFeed feed, TimeProvider time, ILogger<ChangeWatcher> logger)
    : BackgroundService, IChangeSink
{
    /// <summary>The least time between two polls. A poll takes microseconds while nothing was committed, but waking up for it takes longer.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private bool _serving;
    private bool _unreadable;

    public void Publish(string topic) => Publish([topic]);

    /// <summary>
    /// Polls first, so that what this commit left in the database is not published a second time later. What another process committed
    /// before is published with it; what it commits after is found by the next poll.
    /// </summary>
    public void Publish(IReadOnlyCollection<string> topics) => TryPublish(topics);

    /// <returns>Whether another commit than the caller's was found.</returns>
    private bool TryPublish(IReadOnlyCollection<string> topics)
    {
        var detected = Poll();
        if (detected.Everything)
        {
            feed.PublishEverything();
            return true;
        }

        feed.Publish(detected.Topics);
        // Topics that no trigger writes, and all topics while the database cannot be read.
        feed.Publish(detected.Topics.Count == 0 ? topics : [.. topics.Except(detected.Topics)]);
        return detected.Topics.Count > 0;
    }

    /// <summary>What was committed before the server serves anybody is not published.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _serving = true;
        Poll();
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new CommitPolling(detector.Database, Interval, time, () => TryPublish([]), LogFailed).RunAsync(stoppingToken);

    public override void Dispose()
    {
        base.Dispose();
        detector.Dispose();
    }

    private DetectedChanges Poll()
    {
        try
        {
            var detected = detector.Poll();
            if (_unreadable)
            {
                _unreadable = false;
                LogReadable();
            }

            return detected;
        }
        catch (Exception error) when (DatabaseError.Is(error))
        {
            // Logged once, not ten times a second, and not while the first start creates the database. The first poll that succeeds
            // reports that everything may have changed.
            if (!_unreadable && _serving)
            {
                _unreadable = true;
                LogUnreadable(error.Message);
            }

            return DetectedChanges.None;
        }
    }

    [LoggerMessage(LogLevel.Error, "Publishing changes by other processes failed; it is retried")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Warning, "Changes by other processes cannot be followed until the database can be read: {Problem}")]
    private partial void LogUnreadable(string problem);

    [LoggerMessage(LogLevel.Information, "Changes by other processes are followed again")]
    private partial void LogReadable();
}
