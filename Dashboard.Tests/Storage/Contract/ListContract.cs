using Dashboard.Tests.Storage.Support;

namespace Dashboard.Tests.Storage.Contract;

public sealed class ListsOfSQLite : ListContract<SQLiteUnderTest>;

public sealed class ListsInMemory : ListContract<InMemoryUnderTest>;

public abstract class ListContract<TStorage> : StorageContract<TStorage>
    where TStorage : StorageUnderTest, new()
{
    private void Insert(params string[] values) =>
        Commit(transaction =>
        {
            foreach (var value in values)
            {
                transaction.InsertToList("key", value);
            }
        });

    [Fact]
    public void An_absent_list_is_empty()
    {
        Assert.Empty(Connection.GetAllItemsFromList("key"));
        Assert.Empty(Connection.GetRangeFromList("key", 0, 10));
        Assert.Equal(0, Connection.GetListCount("key"));
        Assert.True(Connection.GetListTtl("key") < TimeSpan.Zero);
    }

    [Fact]
    public void The_newest_item_comes_first_and_may_be_there_twice()
    {
        Insert("a", "b", "a");

        Assert.Equal(["a", "b", "a"], Connection.GetAllItemsFromList("key"));
        Assert.Equal(3, Connection.GetListCount("key"));
    }

    [Fact]
    public void A_range_counts_from_the_newest_and_includes_both_ends()
    {
        Insert("a", "b", "c", "d");

        Assert.Equal(["c", "b"], Connection.GetRangeFromList("key", 1, 2));
        Assert.Equal(["a"], Connection.GetRangeFromList("key", 3, 100));
        Assert.Empty(Connection.GetRangeFromList("key", 4, 5));
    }

    [Fact]
    public void Removing_takes_all_equal_items()
    {
        Insert("a", "b", "a");

        Commit(transaction => transaction.RemoveFromList("key", "a"));

        Assert.Equal(["b"], Connection.GetAllItemsFromList("key"));
    }

    [Theory]
    [InlineData(0, 1, "d c")]
    [InlineData(1, 2, "c b")]
    [InlineData(2, 100, "b a")]
    [InlineData(0, 3, "d c b a")]
    [InlineData(2, 1, "")]
    [InlineData(4, 9, "")]
    public void Trimming_keeps_the_window_from_the_newest(int from, int to, string kept)
    {
        Insert("a", "b", "c", "d");

        Commit(transaction => transaction.TrimList("key", from, to));

        Assert.Equal(kept, string.Join(' ', Connection.GetAllItemsFromList("key")));
    }

    [Fact]
    public void A_list_expires_until_it_is_persisted()
    {
        Insert("a");

        Commit(transaction => transaction.ExpireList("key", TimeSpan.FromHours(1)));
        Assert.InRange(Connection.GetListTtl("key"), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));

        Commit(transaction => transaction.PersistList("key"));
        Assert.True(Connection.GetListTtl("key") < TimeSpan.Zero);
    }

    [Fact]
    public void A_list_that_became_empty_forgets_that_it_expires()
    {
        Insert("a");
        Commit(transaction => transaction.ExpireList("key", TimeSpan.FromHours(1)));

        Commit(transaction => transaction.TrimList("key", 1, 0));
        Insert("a");

        Assert.True(Connection.GetListTtl("key") < TimeSpan.Zero);
    }
}
