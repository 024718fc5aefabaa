namespace Hangfire.Storage.SQLite.Locks;

/// <summary>What this process holds against the others. Never asked twice for a resource that it holds.</summary>
internal interface ILockTable : IDisposable
{
    /// <returns>False when another process holds it.</returns>
    bool TryTake(string resource);

    void Release(string resource);
}
