using System.Data.Common;
using Dashboard.Data.Sqlite;

namespace Dashboard.Data.Changes.Sqlite;

/// <summary>
/// Tells whether anything was committed to a database file since the last call, whichever process did it, without reading any row. A call takes
/// some microseconds. Not thread-safe.
/// </summary>
/// <param name="file">The database. It may be missing, and may be replaced at any time.</param>
public sealed class CommitDetector(string file) : IDisposable
{
    private DbConnection? _connection;
    private DateTime _created;
    private long _version;

    /// <returns>True also when that is not known: at the first call, and while the file is missing or cannot be read.</returns>
    public bool HasChanged()
    {
        try
        {
            var created = File.GetCreationTimeUtc(file);
            if (_connection is null || created != _created)
            {
                Dispose();
                _created = created;
                _connection = DatabaseFile.OpenExisting(file);
                _version = DatabaseFile.DataVersion(_connection);
                return true;
            }

            var version = DatabaseFile.DataVersion(_connection);
            var changed = version != _version;
            _version = version;
            return changed;
        }
        catch (DbException)
        {
            Dispose();
            return true;
        }
    }

    /// <summary>Closes the connection; the next call opens another one.</summary>
    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
