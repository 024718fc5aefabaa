using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace Dashboard.Tests.Support;

/// <summary>A program that a test starts; killed with everything it started when the test ends, however it ends.</summary>
public sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> _seen = new();
    private int _ended;

    public ChildProcess(string program, string workingDirectory, IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Both outputs so far.</summary>
    public string Output => string.Join('\n', _seen);

    /// <returns>The first line, of those not looked at yet, that holds the text.</returns>
    /// <exception cref="InvalidOperationException">The program ended, or took over three minutes, without saying it.</exception>
    public async Task<string> WaitForAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(patience.Token))
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told below, with what it did say.
        }

        throw new InvalidOperationException($"'{text}' was not said:\n{Output}");
    }

    /// <summary>Sends a signal by its name, such as STOP.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">It took over three minutes.</exception>
    public async Task<int> WaitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    // Each of the two streams ends with a null.
    private void Take(string? line)
    {
        if (line is null)
        {
            if (Interlocked.Increment(ref _ended) == 2)
            {
                _lines.Writer.TryComplete();
            }

            return;
        }

        _seen.Enqueue(line);
        _lines.Writer.TryWrite(line);
    }
}
