using Dashboard.Tests.Storage.Support;

namespace Dashboard.Tests.Storage.Contract;

public sealed class QueuesOfSQLite : QueueContract<SQLiteUnderTest>
{
    [Fact]
    public void A_token_that_has_fired_ends_the_fetch_before_it_takes_anything()
    {
        Storage.Enqueue();

        Assert.ThrowsAny<OperationCanceledException>(() => Connection.FetchNextJob(["default"], new CancellationToken(canceled: true)));

        Assert.NotNull(Storage.TryFetch());
    }
}

public sealed class QueuesInMemory : QueueContract<InMemoryUnderTest>;

public abstract class QueueContract<TStorage> : StorageContract<TStorage>
    where TStorage : StorageUnderTest, new()
{
    [Fact]
    public void The_oldest_message_of_a_queue_is_fetched_first()
    {
        var first = Storage.Enqueue();
        var second = Storage.Enqueue();

        Assert.Equal(first, Storage.Fetch().JobId);
        Assert.Equal(second, Storage.Fetch().JobId);
    }

    [Fact]
    public void Queues_are_asked_in_the_given_order()
    {
        var last = Storage.Enqueue("a");
        var first = Storage.Enqueue("b");

        Assert.Equal(first, Storage.Fetch("b", "a").JobId);
        Assert.Equal(last, Storage.Fetch("b", "a").JobId);
    }

    [Fact]
    public void A_message_of_another_queue_is_left_there()
    {
        var id = Storage.Enqueue("other");

        Assert.Null(Storage.TryFetch("default"));
        Assert.Equal(id, Storage.Fetch("other").JobId);
    }

    [Fact]
    public void A_fetched_message_is_not_fetched_again()
    {
        Storage.Enqueue();
        using var fetched = Storage.Fetch();

        Assert.Null(Storage.TryFetch());
    }

    [Fact]
    public void An_acknowledged_message_is_gone()
    {
        Storage.Enqueue();

        using (var fetched = Storage.Fetch())
        {
            fetched.RemoveFromQueue();
        }

        Assert.Null(Storage.TryFetch());
    }

    [Fact]
    public void A_requeued_message_is_fetched_again()
    {
        var id = Storage.Enqueue();

        using (var fetched = Storage.Fetch())
        {
            fetched.Requeue();
        }

        Assert.Equal(id, Storage.Fetch().JobId);
        Assert.Null(Storage.TryFetch());
    }

    [Fact]
    public void An_acknowledgement_in_a_transaction_counts_when_it_is_committed()
    {
        Storage.Enqueue();
        using (var fetched = Storage.Fetch())
        {
            Commit(transaction =>
            {
                transaction.RemoveFromQueue(fetched);
                transaction.IncrementCounter("done");
            });
        }

        Assert.Null(Storage.TryFetch());
        Assert.Equal(1, Connection.GetCounter("done"));
    }

    [Fact]
    public async Task A_waiting_worker_is_woken_by_a_commit()
    {
        using var waiting = Storage.Connect();
        var fetching = Task.Run(() => waiting.FetchNextJob(["default"], CancellationToken.None));

        var id = Storage.Enqueue();

        Assert.Equal(id, (await fetching.WaitAsync(TimeSpan.FromSeconds(30))).JobId);
    }

    [Fact]
    public async Task Each_message_reaches_one_worker()
    {
        var fetching = Enumerable.Range(0, 10).Select(_ => Task.Factory.StartNew(
            () => Storage.Fetch().JobId, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();

        var enqueued = Enumerable.Range(0, 10).Select(_ => Storage.Enqueue()).ToArray();

        var fetched = await Task.WhenAll(fetching).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(enqueued.Order(), fetched.Order());
    }

    [Fact]
    public async Task A_token_that_fires_ends_the_wait()
    {
        using var cancellation = new CancellationTokenSource();
        var fetching = Task.Run(() => Connection.FetchNextJob(["default"], cancellation.Token));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetching.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Fetching_wants_queues()
    {
        Assert.Throws<ArgumentNullException>(() => Connection.FetchNextJob(null, CancellationToken.None));
        Assert.Throws<ArgumentException>(() => Connection.FetchNextJob([], CancellationToken.None));
    }
}
