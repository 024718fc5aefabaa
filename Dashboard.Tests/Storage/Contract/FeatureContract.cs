using Dashboard.Tests.Storage.Support;
using Hangfire.Storage;

namespace Dashboard.Tests.Storage.Contract;

public sealed class FeaturesOfSQLite : FeatureContract<SQLiteUnderTest>
{
    [Fact]
    public void Background_processes_take_the_place_of_components()
    {
        Assert.True(Storage.Storage.HasFeature(JobStorageFeatures.ProcessesInsteadOfComponents));
        Assert.Single(Storage.Storage.GetStorageWideProcesses());
    }

    [Fact]
    public void Acknowledging_in_a_transaction_is_a_feature_of_its_fetched_job()
    {
        Storage.Enqueue();
        using var fetched = Storage.Fetch();

        Assert.True(Storage.Storage.HasFeature(JobStorageFeatures.Transaction.RemoveFromQueue(fetched.GetType())));
    }
}

public sealed class FeaturesInMemory : FeatureContract<InMemoryUnderTest>;

public abstract class FeatureContract<TStorage> : StorageContract<TStorage>
    where TStorage : StorageUnderTest, new()
{
    [Theory]
    [InlineData("Storage.ExtendedApi")]
    [InlineData("Job.Queue")]
    [InlineData("Connection.GetUtcDateTime")]
    [InlineData("Connection.BatchedGetFirstByLowestScoreFromSet")]
    [InlineData("BatchedGetFirstByLowestScoreFromSet")]
    [InlineData("Connection.GetSetContains")]
    [InlineData("Connection.GetSetCount.Limited")]
    [InlineData("Transaction.AcquireDistributedLock")]
    [InlineData("Transaction.CreateJob")]
    [InlineData("Transaction.SetJobParameter")]
    [InlineData("Monitoring.DeletedStateGraphs")]
    [InlineData("Monitoring.AwaitingJobs")]
    [InlineData("MONITORING.AWAITINGJOBS")]
    public void The_feature_is_there(string id) => Assert.True(Storage.Storage.HasFeature(id));

    [Fact]
    public void Unknown_features_are_not_there()
    {
        Assert.False(Storage.Storage.HasFeature("Unknown"));
        Assert.Throws<ArgumentNullException>(() => Storage.Storage.HasFeature(null));
    }

    [Fact]
    public void Reads_are_linearizable_and_the_monitor_is_the_new_one()
    {
        Assert.True(Storage.Storage.LinearizableReads);
        Assert.IsAssignableFrom<JobStorageMonitor>(Storage.Storage.GetMonitoringApi());
    }
}
