using Dashboard.Tests.Storage.Support;
using Hangfire.Storage;

namespace Dashboard.Tests.Storage.Contract;

public sealed class LocksOfSQLite : LockContract<SQLiteUnderTest>;

public sealed class RowLocksOfSQLite : LockContract<SQLiteWithRowLocks>;

public sealed class LocksInMemory : LockContract<InMemoryUnderTest>;

public sealed class SQLiteWithRowLocks : StorageUnderTest
{
    private readonly SQLiteUnderTest _storage = new(options => options.LocksInRows = true);

    public override Hangfire.JobStorage Storage => _storage.Storage;

    public override void Dispose() => _storage.Dispose();
}

public abstract class LockContract<TStorage> : StorageContract<TStorage>
    where TStorage : StorageUnderTest, new()
{
    [Fact]
    public void A_lock_keeps_other_connections_out_and_says_which_it_was()
    {
        using var held = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        using var other = Storage.Connect();

        var exception = Assert.Throws<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("resource", TimeSpan.Zero));

        Assert.EndsWith("resource", exception.Resource, StringComparison.Ordinal);
    }

    [Fact]
    public void Different_locks_do_not_meet()
    {
        using var held = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        using var other = Storage.Connect();

        using var second = other.AcquireDistributedLock("another", TimeSpan.Zero);

        Assert.NotNull(second);
    }

    [Fact]
    public void The_same_connection_may_take_a_lock_again_and_holds_it_until_the_last_release()
    {
        using var other = Storage.Connect();
        var outer = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        var inner = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);

        inner.Dispose();
        Assert.Throws<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("resource", TimeSpan.Zero));

        outer.Dispose();
        other.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void A_released_lock_is_free_also_when_released_twice()
    {
        using var other = Storage.Connect();
        using var another = Storage.Connect();
        var first = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        first.Dispose();
        using var second = other.AcquireDistributedLock("resource", TimeSpan.Zero);

        first.Dispose();

        Assert.Throws<DistributedLockTimeoutException>(() => another.AcquireDistributedLock("resource", TimeSpan.Zero));
    }

    [Fact]
    public void Closing_the_connection_releases_its_locks()
    {
        var first = Storage.Connect();
        first.AcquireDistributedLock("resource", TimeSpan.Zero);

        first.Dispose();

        Connection.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public async Task A_waiter_gets_the_lock_when_it_is_released_by_another_thread()
    {
        var held = Connection.AcquireDistributedLock("resource", TimeSpan.Zero);
        using var other = Storage.Connect();
        var waiting = Task.Run(() => other.AcquireDistributedLock("resource", TimeSpan.FromMinutes(1)));

        await Task.Run(held.Dispose);

        using var taken = await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.NotNull(taken);
    }

    [Fact]
    public async Task Of_many_threads_one_at_a_time_is_inside()
    {
        var inside = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var time = 0; time < 25; time++)
            {
                using var connection = Storage.Connect();
                using (connection.AcquireDistributedLock("resource", TimeSpan.FromMinutes(1)))
                {
                    most = Math.Max(most, Interlocked.Increment(ref inside));
                    Interlocked.Decrement(ref inside);
                }
            }
        })));

        Assert.Equal(1, most);
    }

    [Fact]
    public void A_transaction_holds_its_lock_until_it_is_committed()
    {
        using var other = Storage.Connect();
        using var transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();
        transaction.AcquireDistributedLock("resource", TimeSpan.Zero);
        Assert.Throws<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("resource", TimeSpan.Zero));

        transaction.Commit();

        other.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void A_transaction_that_is_dropped_releases_its_lock()
    {
        using var other = Storage.Connect();
        using (var transaction = (JobStorageTransaction)Connection.CreateWriteTransaction())
        {
            transaction.AcquireDistributedLock("resource", TimeSpan.Zero);
        }

        other.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void A_lock_without_a_name_is_refused() =>
        Assert.Throws<ArgumentNullException>(() => Connection.AcquireDistributedLock(null, TimeSpan.Zero));
}
