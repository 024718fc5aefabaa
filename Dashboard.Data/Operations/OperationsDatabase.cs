using Dashboard.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Operations;

/// <summary>How operations.db is opened, the same for the server, the command line and the tests.</summary>
public static class OperationsDatabase
{
    public const string FileName = "operations.db";

    /// <param name="file">The database's absolute path. A missing file is created when it is first opened.</param>
    public static DbContextOptionsBuilder UseOperationsDatabase(this DbContextOptionsBuilder options, string file, bool pooling = true) => options
        .UseDatabaseFile(file, durable: true, pooling);

    /// <summary>A context by itself, without a pool, for the command line and the record of schema runs.</summary>
    public static OperationsDbContext Open(string file)
    {
        var options = new DbContextOptionsBuilder<OperationsDbContext>();
        options.UseOperationsDatabase(file, pooling: false);
        return new(options.Options);
    }
}
