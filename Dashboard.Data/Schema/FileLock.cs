using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Dashboard.Data.Schema;

/// <summary>Who holds a lock.</summary>
/// <param name="ProcessId">On <paramref name="Host"/>.</param>
/// <param name="Process">The process's name.</param>
/// <param name="Host">The machine.</param>
/// <param name="Since">UTC.</param>
/// <param name="Purpose">What it is held for, in words.</param>
public sealed record LockOwner(int ProcessId, string Process, string Host, DateTime Since, string Purpose)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Process} (process {ProcessId} on {Host}) since {Since:yyyy-MM-dd HH:mm:ss} UTC, to {Purpose}");
}

/// <summary>
/// A lock between processes that the operating system frees when its holder dies, however it dies. The file stays:
/// only the hold on it counts. Who holds it is written beside it, for people.
/// </summary>
public sealed class FileLock : IDisposable
{
    private readonly FileStream _file;
    private LockOwner _owner;

    private FileLock(FileStream file, LockOwner owner) => (_file, _owner) = (file, owner);

    /// <summary>Takes the lock at once or not at all.</summary>
    /// <param name="path">The lock file; made when missing, its directory too.</param>
    /// <param name="purpose">What it is held for, as it completes "to ...".</param>
    /// <param name="time">The clock for the owner's time.</param>
    /// <returns>Null when another holder, in this process or another, has it.</returns>
    public static FileLock? TryTake(string path, string purpose, TimeProvider? time = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }

        using var self = Process.GetCurrentProcess();
        var owner = new LockOwner(
            Environment.ProcessId, self.ProcessName, Environment.MachineName, (time ?? TimeProvider.System).GetUtcNow().UtcDateTime, purpose);
        File.WriteAllText(OwnerPath(path), JsonSerializer.Serialize(owner));
        return new FileLock(file, owner);
    }

    /// <summary>Updates what the lock is held for.</summary>
    public void Describe(string purpose)
    {
        _owner = _owner with { Purpose = purpose };
        File.WriteAllText(OwnerPath(_file.Name), JsonSerializer.Serialize(_owner));
    }

    /// <summary>Waits for the lock, asking ten times a second.</summary>
    /// <exception cref="SchemaException">It was not free within <paramref name="patience"/>; the message names its holder.</exception>
    public static async Task<FileLock> TakeAsync(string path, string purpose, TimeSpan patience, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (TryTake(path, purpose) is { } taken)
            {
                return taken;
            }

            if (clock.Elapsed > patience)
            {
                throw new SchemaException($"The lock {path} is held by {Owner(path)?.ToString() ?? "another process"}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }
    }

    /// <summary>Who took the lock last; only meaningful while <see cref="IsHeld"/>.</summary>
    public static LockOwner? Owner(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LockOwner>(File.ReadAllText(OwnerPath(path)));
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether somebody holds the lock now.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Frees the lock.</summary>
    public void Dispose() => _file.Dispose();

    private static string OwnerPath(string path) => path + ".json";
}
