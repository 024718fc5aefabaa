using System.Globalization;
using Dashboard.Checks;

namespace Dashboard.CommandLine.Check;

/// <summary>One line of progress that is overwritten in place, at most ten times a second.</summary>
internal sealed class CheckProgress(Terminal terminal) : ICheckObserver
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly int _width = terminal.ProgressWidth ?? 0;
    private string _what = string.Empty;
    private long _begun;
    private long _shown;

    /// <summary>Shows which artifact is checked next.</summary>
    public void Begin(string artifact, int number, int count)
    {
        _what = $"[{number}/{count}] {ConsoleText.OneLine(artifact)}";
        _begun = terminal.Time.GetTimestamp();
        Show(string.Empty);
    }

    /// <summary>Clears the line.</summary>
    public void End()
    {
        if (_width > 0)
        {
            terminal.Error.Write("\r\u001B[K");
        }
    }

    /// <inheritdoc />
    public void Started(PlannedCheck check)
    {
    }

    /// <inheritdoc />
    public void Progress(PlannedCheck check, long done, long total)
    {
        if (terminal.Time.GetElapsedTime(_shown) >= Interval)
        {
            var rate = done / Math.Max(0.001, terminal.Time.GetElapsedTime(_begun).TotalSeconds);
            var left = TimeSpan.FromSeconds((total - done) / Math.Max(1, rate));
            Show(string.Create(CultureInfo.InvariantCulture, $" {100.0 * done / total:0} %  {ConsoleText.Size((long)rate)}/s  {(int)left.TotalMinutes}:{left.Seconds:00} left"));
        }
    }

    /// <inheritdoc />
    public void Finished(PlannedCheck check, IReadOnlyList<Finding> findings)
    {
    }

    private void Show(string state)
    {
        _shown = terminal.Time.GetTimestamp();
        if (_width > 0)
        {
            var room = Math.Max(0, _width - 1 - state.Length);
            terminal.Error.Write($"\r{(_what.Length > room ? _what[..room] : _what)}{state}\u001B[K");
        }
    }
}
