namespace Hangfire.Storage.SQLite.Locks;

/// <summary>The locks that this process holds against other processes. Never called for a resource that it already holds.</summary>
internal interface ILockTable : IDisposable
{
    /// <returns>False when another process holds it.</returns>
    bool TryTake(string resource);

    void Release(string resource);
}
