using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Data;

/// <summary>
/// Ids that were never used and never will be again. They are reserved in blocks: a transaction can name its job before
/// it is committed, and creating a job does not write to the sequence.
/// </summary>
internal sealed class JobIdSource(JobDatabase database)
{
    private const int BlockSize = 64;

    private static readonly Sql ReserveSql = new("UPDATE hangfire_sequence SET next = next + ?1 WHERE name = 'job' RETURNING next");

    private readonly Lock _gate = new();
    private long _next;
    private long _end;

    public long Next()
    {
        lock (_gate)
        {
            if (_next == _end)
            {
                _end = database.Write(handle =>
                {
                    using var statement = handle[ReserveSql].Bind(BlockSize);
                    statement.Read();
                    var end = statement.Int64(0);
                    statement.Read();
                    return end;
                });
                _next = _end - BlockSize;
            }

            return _next++;
        }
    }
}
