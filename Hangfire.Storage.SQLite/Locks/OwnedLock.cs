namespace Hangfire.Storage.SQLite.Locks;

/// <summary>A lock on its owner's list, from which it goes when it is released.</summary>
internal sealed class OwnedLock(List<OwnedLock> owners, IDisposable held) : IDisposable
{
    public void Dispose()
    {
        lock (owners)
        {
            owners.Remove(this);
        }

        held.Dispose();
    }
}
