using Dashboard.Data.Schema;
using Dashboard.Features.State;

namespace Dashboard.Features.Demo;

/// <summary>
/// A demo's state directory, marked as one. It is filled once. A filling that was interrupted starts over, because the secret keys that
/// sign its archives are kept nowhere.
/// </summary>
public sealed class DemoState(StateDirectory state) : IDisposable
{
    private const string Filling = "This demo is being filled.";
    private const string Filled = "This directory holds a demo, whose passwords are public. You can delete it at any time: the next demo creates it again.";

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

    /// <summary>Decides whether this process fills the demo, and deletes what an interrupted filling left.</summary>
    /// <exception cref="StateException">The directory holds something other than a demo.</exception>
    public void Prepare()
    {
        if (!File.Exists(_marker) && HoldsFiles())
        {
            throw new StateException(
                $"{state.Root} holds files that are not a demo's. A demo would delete them and open the directory to everyone who knows the demo's passwords. Choose an empty directory for it: demo --State:Directory=PATH");
        }

        // Held: another process fills it, and this one only serves.
        _lock = FileLock.TryTake(_lockPath, "fill the demo");
        if (_lock is null)
        {
            return;
        }

        var marker = File.Exists(_marker) ? File.ReadAllText(_marker) : null;
        if (marker?.StartsWith(Filled, StringComparison.Ordinal) == true)
        {
            _completion.SetResult();
            Release();
            return;
        }

        if (marker?.StartsWith(Filling, StringComparison.Ordinal) == false)
        {
            Release();
            // Nothing is deleted on the word of a file that says something else.
            throw new StateException(
                $"{_marker} does not say what a demo's does, so nobody can tell whether the directory holds a demo. If it does, delete {state.Root} and start again; otherwise choose another directory: demo --State:Directory=PATH");
        }

        if (StateServers.Of(state.Root) is [var server, ..])
        {
            Release();
            throw new StateException($"{state.Root} holds a demo that was not filled to its end, and a server still runs on it: {server}. Stop that server, then start the demo again.");
        }

        Clear();
        Write(Filling);
        MustFill = true;
    }

    /// <summary>Everything is in. Its checks may still run: they go on by themselves after a restart.</summary>
    public void Complete()
    {
        Write(Filled);
        MustFill = false;
        Release();
        _completion.SetResult();
    }

    /// <summary>What was created so far can be viewed; the next start creates the demo from scratch.</summary>
    public void GiveUp(Exception error)
    {
        Release();
        _completion.SetException(error);
    }

    public void Dispose() => Release();

    private bool HoldsFiles() =>
        Directory.EnumerateFiles(state.Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            // The lock, and what a start left that was killed before its marker.
            .Any(file => !file.StartsWith(Path.Combine(state.Root, "demo."), StringComparison.Ordinal));

    private void Clear()
    {
        // The marker last: what is cleared only half is still known for a demo's.
        foreach (var file in Directory.EnumerateFiles(state.Root, "*", SearchOption.AllDirectories)
            .Where(file => file != _marker && !file.StartsWith(_lockPath, StringComparison.Ordinal)))
        {
            File.Delete(file);
        }
    }

    /// <summary>The old text or the new one, whenever the process is killed.</summary>
    private void Write(string text)
    {
        var whole = _marker + ".new";
        File.WriteAllText(whole, text + "\n");
        File.Move(whole, _marker, overwrite: true);
    }

    private void Release()
    {
        _lock?.Dispose();
        _lock = null;
    }
}
