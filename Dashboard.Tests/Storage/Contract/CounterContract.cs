using Dashboard.Tests.Storage.Support;

namespace Dashboard.Tests.Storage.Contract;

public sealed class CountersOfSQLite : CounterContract<SQLiteUnderTest>;

public sealed class CountersInMemory : CounterContract<InMemoryUnderTest>;

public abstract class CounterContract<TStorage> : StorageContract<TStorage>
    where TStorage : StorageUnderTest, new()
{
    [Fact]
    public void A_counter_that_never_counted_is_zero() => Assert.Equal(0, Connection.GetCounter("key"));

    [Fact]
    public void A_counter_goes_up_and_down()
    {
        Commit(transaction =>
        {
            transaction.IncrementCounter("key");
            transaction.IncrementCounter("key", TimeSpan.FromDays(1));
            transaction.IncrementCounter("key");
            transaction.DecrementCounter("key");
            transaction.DecrementCounter("down", TimeSpan.FromDays(1));
        });

        Assert.Equal(2, Connection.GetCounter("key"));
        Assert.Equal(-1, Connection.GetCounter("down"));
    }

    [Fact]
    public async Task Counting_from_several_threads_loses_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var time = 0; time < 100; time++)
            {
                Commit(transaction => transaction.IncrementCounter("key"));
            }
        })));

        Assert.Equal(400, Connection.GetCounter("key"));
    }
}
