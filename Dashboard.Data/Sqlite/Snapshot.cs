using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Dashboard.Data.Sqlite;

public static class Snapshot
{
    /// <summary>
    /// Lets the queries that follow see one state of the database, without taking the write lock. For Microsoft.Data.Sqlite this level
    /// means BEGIN DEFERRED; what is not committed is never seen, because no connection shares its cache.
    /// </summary>
    public static Task<IDbContextTransaction> BeginSnapshotAsync(this DatabaseFacade database, CancellationToken cancellation) =>
        database.BeginTransactionAsync(IsolationLevel.ReadUncommitted, cancellation);
}
