using System.Security.Cryptography;
using Dashboard.Data.Schema;
using Dashboard.Features.State;

namespace Dashboard.Features.Tasks;

/// <summary>
/// This process's name among those that work on the state, and the proof that it lives: a file lock that the kernel frees however the
/// process ends, so that a death is known at once and without a clock.
/// </summary>
public sealed class ServerLease : IDisposable
{
    private readonly string _directory;
    private readonly FileLock _lock;

    public ServerLease(StateDirectory state)
    {
        _directory = state.Servers;
        Name = $"{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        _lock = FileLock.TryTake(PathOf(Name), "server") ?? throw new InvalidOperationException($"The new name {Name} is taken.");
    }

    public string Name { get; }

    /// <summary>Whether the process of that name still runs.</summary>
    public bool IsAlive(string server) => FileLock.IsHeld(PathOf(server));

    private string PathOf(string server) => Path.Combine(_directory, Path.GetFileName(server) + ".lock");

    public void Dispose()
    {
        _lock.Dispose();
        File.Delete(PathOf(Name));
    }
}
