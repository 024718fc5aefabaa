using Dashboard.Tests.Storage.Support;

namespace Dashboard.Tests.Storage.Contract;

public sealed class HashesOfSQLite : HashContract<SQLiteUnderTest>;

public sealed class HashesInMemory : HashContract<InMemoryUnderTest>;

public abstract class HashContract<TStorage> : StorageContract<TStorage>
    where TStorage : StorageUnderTest, new()
{
    [Fact]
    public void An_absent_hash_is_null()
    {
        Assert.Null(Connection.GetAllEntriesFromHash("key"));
        Assert.Null(Connection.GetValueFromHash("key", "field"));
        Assert.Equal(0, Connection.GetHashCount("key"));
        Assert.True(Connection.GetHashTtl("key") < TimeSpan.Zero);
    }

    [Fact]
    public void Fields_are_set_and_set_again()
    {
        Connection.SetRangeInHash("key", new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });

        Commit(transaction => transaction.SetRangeInHash("key", new Dictionary<string, string> { ["b"] = "3", ["c"] = null! }));

        Assert.Equal(
            new Dictionary<string, string?> { ["a"] = "1", ["b"] = "3", ["c"] = null },
            Connection.GetAllEntriesFromHash("key").OrderBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
        Assert.Equal("3", Connection.GetValueFromHash("key", "b"));
        Assert.Null(Connection.GetValueFromHash("key", "absent"));
        Assert.Equal(3, Connection.GetHashCount("key"));
    }

    [Fact]
    public void No_fields_make_no_hash()
    {
        Connection.SetRangeInHash("key", []);

        Assert.Null(Connection.GetAllEntriesFromHash("key"));
    }

    [Fact]
    public void A_removed_hash_is_gone_with_its_expiry()
    {
        Connection.SetRangeInHash("key", new Dictionary<string, string> { ["a"] = "1" });
        Commit(transaction => transaction.ExpireHash("key", TimeSpan.FromHours(1)));
        Assert.InRange(Connection.GetHashTtl("key"), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));

        Commit(transaction => transaction.RemoveHash("key"));
        Assert.Null(Connection.GetAllEntriesFromHash("key"));

        Connection.SetRangeInHash("key", new Dictionary<string, string> { ["a"] = "1" });
        Assert.True(Connection.GetHashTtl("key") < TimeSpan.Zero);
    }

    [Fact]
    public void A_persisted_hash_stays()
    {
        Connection.SetRangeInHash("key", new Dictionary<string, string> { ["a"] = "1" });

        Commit(transaction =>
        {
            transaction.ExpireHash("key", TimeSpan.FromHours(1));
            transaction.PersistHash("key");
        });

        Assert.True(Connection.GetHashTtl("key") < TimeSpan.Zero);
    }

    [Fact]
    public void Nulls_are_refused_at_the_call()
    {
        Assert.Throws<ArgumentNullException>(() => Connection.SetRangeInHash(null, []));
        Assert.Throws<ArgumentNullException>(() => Connection.SetRangeInHash("key", null));
        Assert.Throws<ArgumentNullException>(() => Connection.GetAllEntriesFromHash(null));
        Assert.Throws<ArgumentNullException>(() => Connection.GetValueFromHash("key", null));
    }
}
