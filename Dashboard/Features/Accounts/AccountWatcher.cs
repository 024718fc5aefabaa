using System.Data.Common;
using Dashboard.Data.Changes.Sqlite;
using Dashboard.Data.Sqlite;
using Dashboard.Live;

namespace Dashboard.Features.Accounts;

/// <summary>
/// Notifies open pages and streams of changes that other processes make to their accounts, so that an account that the command line disables
/// loses its access at once. The commands of this process publish their own changes.
/// </summary>
/// <param name="database">The file of operations.db.</param>
internal sealed partial class AccountWatcher(string database, ChangeFeed changes, TimeProvider time, ILogger<AccountWatcher> logger) : BackgroundService
{
    /// <summary>The least time between two polls.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>The time between two polls while the operating system signals commits.</summary>
    private static readonly TimeSpan SignalledInterval = TimeSpan.FromSeconds(2);

    // Everything that ends a session or a token or changes its rights; not when an account was last seen.
    private const string Rights =
        """
        SELECT a.id, a.disabled || ' ' || a.security_stamp || ' ' || a.role || ' ' || a.user_name || ' ' || a.display_name
          || ' ' || (SELECT coalesce(group_concat(project_name), '') FROM account_project WHERE account_id = a.id)
          || ' ' || (SELECT count(ended) || ' ' || coalesce(max(ended), '') FROM account_session WHERE account_id = a.id)
          || ' ' || (SELECT count(revoked) || ' ' || coalesce(max(revoked), '') FROM access_token WHERE account_id = a.id)
        FROM account a
        """;

    private DbConnection? _connection;
    private long _version;
    private Dictionary<long, string> _rights = [];
    private bool _unreadable;
    private Coalescer? _polls;
    private bool _repeated;

    /// <summary>Reads the present rights before the first request is served.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Poll();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var polls = _polls = new Coalescer(Interval, time, PollAsync, LogFailedAsync);
        using var commits = new LogWriteSignal(database, polls.Signal);
        using var timer = new PeriodicTimer(commits.IsPrompt ? SignalledInterval : Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                polls.Signal();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
        finally
        {
            // A poll in progress ends before its connection is closed.
            await polls.DisposeAsync();
            _connection?.Dispose();
        }
    }

    private Task PollAsync(CancellationToken stopping)
    {
        // The log is written a moment before its commit can be seen: a poll that was too early is repeated once.
        if (!Poll() && !_repeated)
        {
            _repeated = true;
            _polls!.Signal();
        }
        else
        {
            _repeated = false;
        }

        return Task.CompletedTask;
    }

    private Task LogFailedAsync(Exception error)
    {
        LogUnreadable(error);
        return Task.CompletedTask;
    }

    /// <returns>Whether anything was committed since the last poll.</returns>
    private bool Poll()
    {
        try
        {
            _connection ??= DatabaseFile.OpenExisting(database);
            // The version is read first, so that the next poll sees what is committed between the two reads.
            _unreadable = false;
            if (DatabaseFile.DataVersion(_connection) is var current && current == _version)
            {
                return false;
            }

            var rights = Read(_connection);
            _version = current;
            Publish(rights);
            return true;
        }
        catch (DbException error)
        {
            // Logged once, not five times a second. Open pages revalidate their session at an interval in any case.
            if (!_unreadable)
            {
                LogUnreadable(error);
            }

            _unreadable = true;
            _connection?.Dispose();
            _connection = null;
            _version = 0;
            return false;
        }
    }

    private static Dictionary<long, string> Read(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Rights;
        using var reader = command.ExecuteReader();
        var rights = new Dictionary<long, string>();
        while (reader.Read())
        {
            rights[reader.GetInt64(0)] = reader.GetString(1);
        }

        return rights;
    }

    private void Publish(Dictionary<long, string> rights)
    {
        var changed = rights.Keys.Union(_rights.Keys).Where(id => rights.GetValueOrDefault(id) != _rights.GetValueOrDefault(id)).ToList();
        _rights = rights;
        foreach (var id in changed)
        {
            changes.Publish(AccountTopics.Of(id));
        }

        if (changed.Count > 0)
        {
            changes.Publish(AccountTopics.All);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The accounts cannot be watched for changes by other processes; it is retried")]
    private partial void LogUnreadable(Exception error);
}
