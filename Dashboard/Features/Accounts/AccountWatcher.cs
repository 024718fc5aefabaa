using Dashboard.Live;
using Microsoft.Data.Sqlite;

namespace Dashboard.Features.Accounts;

/// <summary>
/// Tells open pages and streams what happens to their accounts in other processes: an account that the command line disables is nobody
/// everywhere within a moment. What this process does itself is told by its commands at once.
/// </summary>
/// <param name="database">The file of operations.db.</param>
internal sealed partial class AccountWatcher(string database, ChangeFeed changes, TimeProvider time, ILogger<AccountWatcher> logger) : BackgroundService
{
    /// <summary>How often is looked. A look costs microseconds while nothing was committed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // Whatever ends a session or a token, or changes what it may do; not who was seen when.
    private const string Rights =
        """
        SELECT a.id, a.disabled || ' ' || a.security_stamp || ' ' || a.role || ' ' || a.user_name || ' ' || a.display_name
          || ' ' || (SELECT coalesce(group_concat(project_name), '') FROM account_project WHERE account_id = a.id)
          || ' ' || (SELECT count(ended) || ' ' || coalesce(max(ended), '') FROM account_session WHERE account_id = a.id)
          || ' ' || (SELECT count(revoked) || ' ' || coalesce(max(revoked), '') FROM access_token WHERE account_id = a.id)
        FROM account a
        """;

    private SqliteConnection? _connection;
    private long _version;
    private Dictionary<long, string> _rights = [];
    private bool _unreadable;

    /// <summary>Nobody is served yet: what was committed before concerns nobody.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
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
                Look();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
        finally
        {
            // Not in Dispose, which waits for no look that is under way.
            _connection?.Dispose();
        }
    }

    private void Look()
    {
        try
        {
            _connection ??= Open();
            // The version first: what is committed between the two is looked for again.
            using var version = new SqliteCommand("PRAGMA data_version", _connection);
            if ((long)version.ExecuteScalar()! is var current && current != _version)
            {
                var rights = Read(_connection);
                _version = current;
                Publish(rights);
            }

            _unreadable = false;
        }
        catch (SqliteException error)
        {
            // Once, not five times a second. Whoever holds a page is asked for at an interval all the same.
            if (!_unreadable)
            {
                LogUnreadable(error);
            }

            _unreadable = true;
            _connection?.Dispose();
            _connection = null;
            _version = 0;
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 1 }.ToString());
        connection.Open();
        return connection;
    }

    private static Dictionary<long, string> Read(SqliteConnection connection)
    {
        using var command = new SqliteCommand(Rights, connection);
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

    [LoggerMessage(LogLevel.Warning, "The accounts cannot be watched for changes by others; it is tried again and again")]
    private partial void LogUnreadable(Exception error);
}
