using Hangfire.Storage;

namespace Dashboard.Tests.Storage.Support;

/// <summary>The ground of the tests that every storage has to pass.</summary>
public abstract class StorageContract<TStorage> : IDisposable
    where TStorage : StorageUnderTest, new()
{
    private readonly TStorage _storage = new();
    private JobStorageConnection? _connection;

    protected TStorage Storage => _storage;

    protected JobStorageConnection Connection => _connection ??= _storage.Connect();

    public void Dispose()
    {
        _connection?.Dispose();
        _storage.Dispose();
        GC.SuppressFinalize(this);
    }

    protected void Commit(Action<JobStorageTransaction> changes) => _storage.Commit(changes);
}
