using Dashboard.Tests.Storage.Support;
using Hangfire.Storage;

namespace Dashboard.Tests.Storage.Contract;

public sealed class TransactionsOfSQLite : TransactionContract<SQLiteUnderTest>;

public sealed class TransactionsInMemory : TransactionContract<InMemoryUnderTest>;

public abstract class TransactionContract<TStorage> : StorageContract<TStorage>
    where TStorage : StorageUnderTest, new()
{
    [Fact]
    public void Nothing_is_seen_before_the_commit_and_everything_after_it()
    {
        var id = Storage.CreateJob();
        using var transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();
        transaction.AddToSet("set", "value");
        transaction.InsertToList("list", "value");
        transaction.SetRangeInHash("hash", new Dictionary<string, string> { ["field"] = "value" });
        transaction.IncrementCounter("counter");
        transaction.SetJobState(id, new AnyState("Some"));
        transaction.AddToQueue("default", id);
        Assert.Empty(Connection.GetAllItemsFromSet("set"));
        Assert.Null(Connection.GetStateData(id));

        transaction.Commit();

        Assert.Single(Connection.GetAllItemsFromSet("set"));
        Assert.Single(Connection.GetAllItemsFromList("list"));
        Assert.Single(Connection.GetAllEntriesFromHash("hash"));
        Assert.Equal(1, Connection.GetCounter("counter"));
        Assert.Equal("Some", Connection.GetStateData(id).Name);
        Assert.Equal(id, Storage.Fetch().JobId);
    }

    [Fact]
    public void What_is_dropped_without_a_commit_never_was()
    {
        using (var transaction = Connection.CreateWriteTransaction())
        {
            transaction.AddToSet("set", "value");
        }

        Assert.Empty(Connection.GetAllItemsFromSet("set"));
    }

    [Fact]
    public void The_connection_may_be_used_while_a_transaction_is_collected()
    {
        var id = Storage.CreateJob();
        using var outer = Connection.CreateWriteTransaction();
        outer.AddToSet("set", "outer");

        Connection.SetJobParameter(id, "name", "value");
        Commit(inner => inner.AddToSet("set", "inner"));
        outer.Commit();

        Assert.Equal("value", Connection.GetJobParameter(id, "name"));
        Assert.Equal(["inner", "outer"], Connection.GetAllItemsFromSet("set").Order());
    }

    [Fact]
    public void Changes_are_applied_in_the_order_of_the_calls()
    {
        Commit(transaction =>
        {
            transaction.AddToSet("set", "value");
            transaction.RemoveFromSet("set", "value");
            transaction.InsertToList("list", "a");
            transaction.TrimList("list", 1, 0);
            transaction.InsertToList("list", "b");
        });

        Assert.Empty(Connection.GetAllItemsFromSet("set"));
        Assert.Equal(["b"], Connection.GetAllItemsFromList("list"));
    }

    [Fact]
    public void A_job_can_be_created_named_and_enqueued_in_one_commit()
    {
        string? id = null;

        Commit(transaction =>
        {
            id = transaction.CreateJob(AnyJob.One, new Dictionary<string, string> { ["a"] = "1" }, DateTime.UtcNow, TimeSpan.FromDays(1));
            transaction.SetJobParameter(id, "b", "2");
            transaction.SetJobState(id, new AnyState("Enqueued"));
            transaction.AddToQueue("default", id);
            Assert.Null(Connection.GetJobData(id));
        });

        var job = Connection.GetJobData(id);
        Assert.Equal("Enqueued", job.State);
        Assert.Equal(["1", "2"], job.ParametersSnapshot.OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal(id, Storage.Fetch().JobId);
    }

    [Fact]
    public void Nulls_are_refused_at_the_call()
    {
        using var transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();

        Assert.Throws<ArgumentNullException>(() => transaction.SetJobState(null, new AnyState("Some")));
        Assert.Throws<ArgumentNullException>(() => transaction.SetJobState("1", null));
        Assert.Throws<ArgumentNullException>(() => transaction.AddJobState("1", null));
        Assert.Throws<ArgumentNullException>(() => transaction.ExpireJob(null, TimeSpan.Zero));
        Assert.Throws<ArgumentNullException>(() => transaction.PersistJob(null));
        Assert.Throws<ArgumentNullException>(() => transaction.AddToQueue(null, "1"));
        Assert.Throws<ArgumentNullException>(() => transaction.AddToQueue("default", null));
        Assert.Throws<ArgumentNullException>(() => transaction.IncrementCounter(null));
        Assert.Throws<ArgumentNullException>(() => transaction.DecrementCounter(null, TimeSpan.Zero));
        Assert.Throws<ArgumentNullException>(() => transaction.AddToSet(null, "value"));
        Assert.Throws<ArgumentNullException>(() => transaction.AddToSet("key", null));
        Assert.Throws<ArgumentNullException>(() => transaction.AddRangeToSet("key", null));
        Assert.Throws<ArgumentException>(() => transaction.AddRangeToSet("key", ["a", null!]));
        Assert.Throws<ArgumentNullException>(() => transaction.RemoveFromSet("key", null));
        Assert.Throws<ArgumentNullException>(() => transaction.RemoveSet(null));
        Assert.Throws<ArgumentNullException>(() => transaction.InsertToList("key", null));
        Assert.Throws<ArgumentNullException>(() => transaction.RemoveFromList(null, "value"));
        Assert.Throws<ArgumentNullException>(() => transaction.TrimList(null, 0, 1));
        Assert.Throws<ArgumentNullException>(() => transaction.SetRangeInHash("key", null));
        Assert.Throws<ArgumentNullException>(() => transaction.RemoveHash(null));
        Assert.Throws<ArgumentNullException>(() => transaction.ExpireSet(null, TimeSpan.Zero));
        Assert.Throws<ArgumentNullException>(() => transaction.PersistHash(null));
    }
}
