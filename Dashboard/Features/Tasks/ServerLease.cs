using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dashboard.Data.Schema;
using Dashboard.Features.State;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Tasks;

/// <summary>
/// This process's name among those that work on the state, and the proof that it lives: a file lock that the kernel frees however the
/// process ends, and a beat that stops when the process is stopped. Neither trusts a clock: who looks measures with its own.
/// </summary>
public sealed class ServerLease : IDisposable
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(3);

    private readonly string _directory;
    private readonly string _state;
    private readonly TimeSpan _silence;
    private readonly TimeProvider _time;
    private readonly FileLock _lock;
    private readonly ITimer _beats;
    private readonly ConcurrentDictionary<string, (string Beat, long SeenTicks)> _others = new(StringComparer.Ordinal);
    private long _beat;

    public ServerLease(StateDirectory state, IOptions<TaskOptions> options, TimeProvider time)
    {
        _directory = state.Servers;
        _state = state.Root;
        _silence = options.Value.ServerSilence;
        _time = time;
        StateServers.ClearDead(_state);
        FileLock? taken;
        do
        {
            Name = $"{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
            // Somebody who looks for servers may hold the new file for a moment.
            taken = FileLock.TryTake(LockOf(Name), "serve");
        }
        while (taken is null);

        _lock = taken;
        Beat();
        _beats = time.CreateTimer(_ => Beat(), null, BeatEvery, BeatEvery);
    }

    public string Name { get; }

    /// <summary>Says where this server can be reached, for people who find its lock.</summary>
    public void ServesAt(IEnumerable<string> addresses) => _lock.Describe($"serve {string.Join(' ', addresses)}");

    /// <summary>Whether this server works on the database. Who changes the schema waits until none does.</summary>
    public void Mark(bool working) => StateServers.Mark(_state, Name, working);

    /// <summary>Other servers that work on the database.</summary>
    public IReadOnlyList<string> Elsewhere() => StateServers.Working(_state, except: Name).Select(owner => owner.ToString()).ToList();

    /// <summary>Whether the process of that name still runs and is not stopped.</summary>
    /// <param name="server">Null when a row names none, as sqlite3 may write it: nobody works on it.</param>
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
        return _time.GetElapsedTime(seen.SeenTicks) <= _silence;
    }

    private void Beat()
    {
        try
        {
            File.WriteAllText(BeatOf(Name), Interlocked.Increment(ref _beat).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk, or one that is read-only now: should it last, others take this server for dead, and its tasks run where there is room.
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
        _beats.Dispose();
        _lock.Dispose();
        foreach (var file in Directory.EnumerateFiles(_directory, Name + ".*"))
        {
            File.Delete(file);
        }
    }
}
