using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>Notes, while it lives, which tables the prepared statements insert into or delete from, triggers included.</summary>
internal sealed class WriteWatch : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <param name="connection">Open; one watch at a time.</param>
    /// <param name="written">Gets the names of the tables.</param>
    public WriteWatch(SqliteConnection connection, HashSet<string> written)
    {
        _connection = connection;
        raw.sqlite3_set_authorizer(
            connection.Handle,
            (_, action, table, _, _, _) =>
            {
                if (action is raw.SQLITE_INSERT or raw.SQLITE_DELETE && table is not null)
                {
                    written.Add(table);
                }

                return raw.SQLITE_OK;
            },
            null);
    }

    /// <inheritdoc/>
    public void Dispose() => raw.sqlite3_set_authorizer(_connection.Handle, default(strdelegate_authorizer), null);
}
