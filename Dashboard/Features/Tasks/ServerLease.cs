using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dashboard.Data.Schema;
using Dashboard.Features.State;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Tasks;

/// <summary>
/// This process's name among those that use the state directory, and the proof that it is alive: a file lock, which the kernel releases
/// however the process ends, and a heartbeat, which stops when the process is suspended. Clocks are not compared between processes: whoever
/// looks at a heartbeat measures with its own clock how long it has not changed.
/// </summary>
public sealed class ServerLease : IDisposable
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(3);

    private readonly string _directory;
    private readonly string _state;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly FileLock _lock;
    private readonly ITimer _heartbeats;
    private readonly ConcurrentDictionary<string, (string Beat, long SeenTicks)> _others = new(StringComparer.Ordinal);
    private long _beat;

    public ServerLease(StateDirectory state, IOptions<TaskOptions> options, TimeProvider time)
    {
        _directory = state.Servers;
        _state = state.Root;
        _timeout = options.Value.ServerSilence;
        _time = time;
        StateServers.ClearDead(_state);
        FileLock? acquired;
        do
        {
            Name = $"{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
            // A process that clears the files of dead servers may hold the new file for a moment.
            acquired = FileLock.TryTake(LockOf(Name), "serve");
        }
        while (acquired is null);

        _lock = acquired;
        Beat();
        _heartbeats = time.CreateTimer(_ => BeatForOthers(), null, HeartbeatInterval, HeartbeatInterval);
    }

    public string Name { get; }

    /// <summary>Writes this server's addresses into its lock file, for people who find the lock.</summary>
    public void ServesAt(IEnumerable<string> addresses) => _lock.Describe($"serve {string.Join(' ', addresses)}");

    /// <summary>Publishes whether this server uses the database. A schema run waits until no server does.</summary>
    public void Mark(bool working) => StateServers.Mark(_state, Name, working);

    /// <summary>Lists the other servers that use the database.</summary>
    public IReadOnlyList<string> Elsewhere() => StateServers.Working(_state, except: Name).Select(owner => owner.ToString()).ToList();

    /// <summary>Returns whether the process of that name runs and is not suspended.</summary>
    /// <param name="server">Null for a row without one, which raw SQL can write: such a row belongs to no server.</param>
    public bool IsAlive(string? server)
    {
        if (server is null)
        {
            return false;
        }

        if (!FileLock.IsHeld(LockOf(server)))
        {
            _others.TryRemove(server, out _);
            return false;
        }

        if (server == Name)
        {
            return true;
        }

        var beat = ReadBeat(server);
        var seen = _others.AddOrUpdate(
            server, _ => (beat, _time.GetTimestamp()), (_, known) => known.Beat == beat ? known : (beat, _time.GetTimestamp()));
        return _time.GetElapsedTime(seen.SeenTicks) <= _timeout;
    }

    /// <summary>Only other servers read the heartbeat. One that starts later sees it change within an interval of its start.</summary>
    private void BeatForOthers()
    {
        try
        {
            if (!Directory.EnumerateFiles(_directory, "*.lock").Any(file => Path.GetFileNameWithoutExtension(file) != Name))
            {
                return;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A timer's exception would end the process. There may be others.
        }

        Beat();
    }

    private void Beat()
    {
        try
        {
            File.WriteAllText(BeatOf(Name), Interlocked.Increment(ref _beat).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The disk is full or read-only. If that lasts, other servers consider this one dead and run its tasks.
        }
    }

    private string ReadBeat(string server)
    {
        try
        {
            return File.ReadAllText(BeatOf(server));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private string LockOf(string server) => StateServers.LockOf(_state, server);

    private string BeatOf(string server) => Path.Combine(_directory, Path.GetFileName(server) + ".beat");

    public void Dispose()
    {
        _heartbeats.Dispose();
        _lock.Dispose();
        foreach (var file in Directory.EnumerateFiles(_directory, Name + ".*"))
        {
            File.Delete(file);
        }
    }
}
