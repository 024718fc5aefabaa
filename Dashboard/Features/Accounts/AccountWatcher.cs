using System.Data.Common;
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

    /// <summary>Reads the present rights before the first request is served.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Poll();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await new CommitPolling(database, Interval, time, Poll, LogUnreadable).RunAsync(stoppingToken);
        // Not in Dispose, which does not wait for a poll in progress.
        _connection?.Dispose();
    }

    /// <returns>Whether anything was committed since the last poll.</returns>
    private bool Poll()
    {
        try
        {
            _connection ??= DatabaseFile.OpenExisting(database);
            // The version is read first, so that the next poll sees what is committed between the two reads.
            var current = DatabaseFile.DataVersion(_connection);
            var changed = current != _version;
            if (changed)
            {
                var rights = Read(_connection);
                _version = current;
                Publish(rights);
            }

            _unreadable = false;
            return changed;
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
