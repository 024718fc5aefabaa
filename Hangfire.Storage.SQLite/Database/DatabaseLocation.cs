using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite.Database;

/// <summary>The file of a storage, and the connection string that opens it.</summary>
internal sealed class DatabaseLocation
{
    private DatabaseLocation(string path, string connectionString)
    {
        Path = path;
        ConnectionString = connectionString;
    }

    /// <summary>Absolute, with links resolved, so that two names of one file lead to the same database.</summary>
    public string Path { get; }

    /// <summary>May hold a password; never shown.</summary>
    public string ConnectionString { get; }

    public string ReadOnlyConnectionString =>
        new SqliteConnectionStringBuilder(ConnectionString) { Mode = SqliteOpenMode.ReadOnly }.ToString();

    /// <param name="nameOrConnectionString">A path, or a connection string of Microsoft.Data.Sqlite.</param>
    /// <exception cref="ArgumentException">It names no file on a disk.</exception>
    public static DatabaseLocation Parse(string nameOrConnectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrConnectionString);
        var builder = ParseConnectionString(nameOrConnectionString)
            ?? new SqliteConnectionStringBuilder { DataSource = nameOrConnectionString };
        if (builder.DataSource.Length == 0 || builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory
            || builder.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException("The job storage needs a file on a disk, named by its path.", nameof(nameOrConnectionString));
        }

        var path = FollowLinks(System.IO.Path.GetFullPath(builder.DataSource));
        builder.DataSource = path;
        builder.Mode = SqliteOpenMode.ReadWriteCreate;
        // Handles are pooled here. A shared cache would introduce table locks and their errors.
        builder.Pooling = false;
        builder.Cache = SqliteCacheMode.Private;
        return new DatabaseLocation(path, builder.ToString());
    }

    private static string FollowLinks(string path)
    {
        if (System.IO.Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        var here = System.IO.Path.Combine(FollowLinks(parent), System.IO.Path.GetFileName(path));
        FileSystemInfo info = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        return info.LinkTarget is null ? here : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? here;
    }

    private static SqliteConnectionStringBuilder? ParseConnectionString(string text)
    {
        if (!text.Contains('='))
        {
            return null;
        }

        try
        {
            var builder = new SqliteConnectionStringBuilder(text);
            return builder.DataSource.Length > 0 ? builder : null;
        }
        catch (ArgumentException)
        {
            // A path may contain an equals sign too.
            return null;
        }
    }
}
