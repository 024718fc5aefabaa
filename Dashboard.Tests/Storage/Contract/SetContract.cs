using Dashboard.Tests.Storage.Support;

namespace Dashboard.Tests.Storage.Contract;

public sealed class SetsOfSQLite : SetContract<SQLiteUnderTest>
{
    [Fact]
    public void Items_with_the_same_score_come_in_the_order_of_arrival()
    {
        Commit(transaction =>
        {
            transaction.AddToSet("key", "zebra");
            transaction.AddToSet("key", "ant");
        });

        Assert.Equal(["zebra", "ant"], Connection.GetRangeFromSet("key", 0, 10));
    }

    [Fact]
    public void A_range_the_wrong_way_round_is_empty()
    {
        Commit(transaction => transaction.AddRangeToSet("key", ["a", "b", "c"]));

        Assert.Empty(Connection.GetRangeFromSet("key", 2, 1));
    }

    [Fact]
    public void A_score_that_is_no_number_is_refused_at_once() =>
        Commit(transaction => Assert.Throws<ArgumentException>(() => transaction.AddToSet("key", "value", double.NaN)));
}

public sealed class SetsInMemory : SetContract<InMemoryUnderTest>;

public abstract class SetContract<TStorage> : StorageContract<TStorage>
    where TStorage : StorageUnderTest, new()
{
    private void Add(params (string Value, double Score)[] items) =>
        Commit(transaction =>
        {
            foreach (var (value, score) in items)
            {
                transaction.AddToSet("key", value, score);
            }
        });

    [Fact]
    public void An_absent_set_is_empty_and_not_null()
    {
        Assert.Empty(Connection.GetAllItemsFromSet("key"));
        Assert.Empty(Connection.GetRangeFromSet("key", 0, 10));
        Assert.Null(Connection.GetFirstByLowestScoreFromSet("key", 0, 10));
        Assert.Empty(Connection.GetFirstByLowestScoreFromSet("key", 0, 10, 5));
        Assert.Equal(0, Connection.GetSetCount("key"));
        Assert.True(Connection.GetSetTtl("key") < TimeSpan.Zero);
    }

    [Fact]
    public void A_value_is_in_a_set_once_with_its_last_score()
    {
        Add(("value", 1), ("other", 2), ("value", 3));

        Assert.Equal(["other", "value"], Connection.GetRangeFromSet("key", 0, 10));
        Assert.Equal(2, Connection.GetSetCount("key"));
    }

    [Fact]
    public void A_range_is_ordered_by_score_and_includes_both_ends()
    {
        Add(("c", 3), ("a", 1), ("d", 4), ("b", 2));

        Assert.Equal(["b", "c"], Connection.GetRangeFromSet("key", 1, 2));
        Assert.Equal(["d"], Connection.GetRangeFromSet("key", 3, 100));
        Assert.Empty(Connection.GetRangeFromSet("key", 4, 5));
    }

    [Fact]
    public void Scores_may_be_negative_and_fractional()
    {
        Add(("disabled", -1), ("early", 2.6), ("late", 2.9));

        Assert.Equal("early", Connection.GetFirstByLowestScoreFromSet("key", 0, 3));
        Assert.Equal("late", Connection.GetFirstByLowestScoreFromSet("key", 2.7, 2.9));
        Assert.Null(Connection.GetFirstByLowestScoreFromSet("key", 2.91, 3));
        Assert.Equal("disabled", Connection.GetFirstByLowestScoreFromSet("key", double.NegativeInfinity, 3));
        Assert.Equal("disabled", Connection.GetFirstByLowestScoreFromSet("key", -1, -1));
    }

    [Fact]
    public void The_lowest_scores_come_first_up_to_the_count()
    {
        Add(("c", 3), ("a", 1), ("b", 2));

        Assert.Equal(["a", "b"], Connection.GetFirstByLowestScoreFromSet("key", 0, 10, 2));
        Assert.Equal(["b", "c"], Connection.GetFirstByLowestScoreFromSet("key", 2, 3, 10));
    }

    [Fact]
    public void Bounds_the_wrong_way_round_and_a_count_of_nothing_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Connection.GetFirstByLowestScoreFromSet("key", 1, 0));
        Assert.Throws<ArgumentException>(() => Connection.GetFirstByLowestScoreFromSet("key", 1, 0, 1));
        Assert.Throws<ArgumentException>(() => Connection.GetFirstByLowestScoreFromSet("key", 0, 1, 0));
        Assert.ThrowsAny<ArgumentException>(() => Connection.GetSetCount(["key"], -1));
    }

    [Fact]
    public void Asking_without_a_key_names_the_key()
    {
        // Core probes the batched call of storages without the feature in just this way.
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => Connection.GetFirstByLowestScoreFromSet(null, 0, 0, 1)).ParamName);
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => Connection.GetAllItemsFromSet(null)).ParamName);
    }

    [Fact]
    public void The_count_of_several_sets_ends_at_the_limit()
    {
        Add(("a", 1), ("b", 1));
        Commit(transaction => transaction.AddRangeToSet("more", ["a", "b", "c"]));

        Assert.Equal(5, Connection.GetSetCount(["key", "more", "absent"], 100));
        Assert.Equal(3, Connection.GetSetCount(["key", "more"], 3));
        Assert.Equal(0, Connection.GetSetCount(["key", "more"], 0));
    }

    [Fact]
    public void A_set_knows_what_it_contains()
    {
        Add(("value", 1));

        Assert.True(Connection.GetSetContains("key", "value"));
        Assert.False(Connection.GetSetContains("key", "VALUE"));
        Assert.False(Connection.GetSetContains("other", "value"));
    }

    [Fact]
    public void Items_are_removed_one_by_one_or_all_together()
    {
        Add(("a", 1), ("b", 2), ("c", 3));

        Commit(transaction => transaction.RemoveFromSet("key", "b"));
        Assert.Equal(["a", "c"], Connection.GetRangeFromSet("key", 0, 10));

        Commit(transaction => transaction.RemoveSet("key"));
        Assert.Empty(Connection.GetAllItemsFromSet("key"));
    }

    [Fact]
    public void A_set_expires_until_it_is_persisted()
    {
        Add(("a", 1));

        Commit(transaction => transaction.ExpireSet("key", TimeSpan.FromHours(1)));
        Assert.InRange(Connection.GetSetTtl("key"), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));

        Commit(transaction => transaction.PersistSet("key"));
        Assert.True(Connection.GetSetTtl("key") < TimeSpan.Zero);
    }

    [Fact]
    public void A_set_that_became_empty_forgets_that_it_expires()
    {
        Add(("a", 1));
        Commit(transaction => transaction.ExpireSet("key", TimeSpan.FromHours(1)));

        Commit(transaction => transaction.RemoveFromSet("key", "a"));
        Add(("a", 1));

        Assert.True(Connection.GetSetTtl("key") < TimeSpan.Zero);
    }

    [Fact]
    public void What_is_not_there_cannot_expire()
    {
        Commit(transaction => transaction.ExpireSet("key", TimeSpan.FromHours(1)));
        Add(("a", 1));

        Assert.True(Connection.GetSetTtl("key") < TimeSpan.Zero);
    }
}
