using Hangfire.Annotations;

namespace Hangfire.Storage.SQLite;

/// <summary>Makes SQLite the job storage of Hangfire.</summary>
public static class SQLiteStorageExtensions
{
    /// <summary>Uses the file Hangfire.db in the current directory.</summary>
    public static IGlobalConfiguration<SQLiteStorage> UseSQLiteStorage([NotNull] this IGlobalConfiguration configuration) =>
        configuration.UseSQLiteStorage("Hangfire.db");

    /// <param name="nameOrConnectionString">The path of a file, or a connection string of Microsoft.Data.Sqlite.</param>
    /// <exception cref="SQLiteStorageException">The file cannot be used.</exception>
    public static IGlobalConfiguration<SQLiteStorage> UseSQLiteStorage(
        [NotNull] this IGlobalConfiguration configuration, [NotNull] string nameOrConnectionString, SQLiteStorageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.UseStorage(new SQLiteStorage(nameOrConnectionString, options));
    }
}
