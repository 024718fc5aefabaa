using Dashboard.Data.Schema;
using Dashboard.Features.State;

namespace Dashboard.Features.Demo;

/// <summary>
/// A demo's state directory, marked as one. It is filled once; a filling that was broken off is made anew, because the secret keys that
/// sign its archives are kept nowhere.
/// </summary>
public sealed class DemoState(StateDirectory state) : IDisposable
{
    private const string Filling = "This demo is being filled.";
    private const string Filled = "This directory holds a demo, whose passwords everybody knows. Delete it whenever you like: the next demo makes another.";

    private readonly string _marker = Path.Combine(state.Root, "demo.txt");
    private readonly string _lockPath = Path.Combine(state.Root, "demo.lock");
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FileLock? _lock;

    /// <summary>Whether this process is the one that fills it.</summary>
    public bool MustFill { get; private set; }

    /// <summary>Ends when the demo is filled; with an error when it could not be. Never, where another process fills it.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Candidates for visitors to drop themselves.</summary>
    public string ToTry { get; } = Path.Combine(state.Root, "try");

    /// <summary>Where candidates are made before they are put in.</summary>
    public string Workbench { get; } = Path.Combine(state.Root, "making");

    /// <summary>Decides who fills the demo, and clears away what an earlier filling has left unfinished.</summary>
    /// <exception cref="InvalidOperationException">The directory holds something else than a demo.</exception>
    public void Prepare()
    {
        if (!File.Exists(_marker) && new[] { state.OperationsDatabase, state.DashboardDatabase, state.JobsDatabase }.Any(File.Exists))
        {
            throw new InvalidOperationException(
                $"{state.Root} holds a state that is no demo. A demo would open it to everybody who knows the demo's passwords: give it a directory of its own.");
        }

        // Not free: another process fills it, and this one only serves.
        _lock = FileLock.TryTake(_lockPath, "fill the demo");
        if (_lock is null)
        {
            return;
        }

        if (File.Exists(_marker) && File.ReadAllText(_marker).StartsWith(Filled, StringComparison.Ordinal))
        {
            _completion.SetResult();
            Release();
            return;
        }

        if (StateServers.Of(state.Root).Count > 0)
        {
            throw new InvalidOperationException($"{state.Root} holds half a demo, and another server runs on it. Stop that one first.");
        }

        Clear();
        File.WriteAllText(_marker, Filling + "\n");
        MustFill = true;
    }

    /// <summary>Everything is in. Its checks may still run: they go on by themselves after a restart.</summary>
    public void Complete()
    {
        var whole = _marker + ".new";
        File.WriteAllText(whole, Filled + "\n");
        File.Move(whole, _marker, overwrite: true);
        MustFill = false;
        Release();
        _completion.SetResult();
    }

    /// <summary>What is there can be looked at; the next start makes the demo anew.</summary>
    public void GiveUp(Exception error)
    {
        Release();
        _completion.SetException(error);
    }

    public void Dispose() => Release();

    private void Clear()
    {
        // The marker last: what is cleared only half is still known for a demo's.
        foreach (var file in Directory.EnumerateFiles(state.Root, "*", SearchOption.AllDirectories)
            .Where(file => file != _marker && !file.StartsWith(_lockPath, StringComparison.Ordinal)))
        {
            File.Delete(file);
        }
    }

    private void Release()
    {
        _lock?.Dispose();
        _lock = null;
    }
}
