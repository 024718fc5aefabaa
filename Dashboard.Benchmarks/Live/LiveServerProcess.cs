using System.Diagnostics;
using System.Globalization;

namespace Dashboard.Benchmarks.Live;

/// <summary>The server whose pages are watched, started and asked by this process.</summary>
internal sealed class LiveServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly long _began = Stopwatch.GetTimestamp();

    public LiveServerProcess(string state, int tasks) => _process = Process.Start(new ProcessStartInfo(
        "dotnet", ["exec", typeof(LiveServer).Assembly.Location, LiveServer.Verb, state, tasks.ToString(CultureInfo.InvariantCulture)])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    public async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server has ended.");

    public async Task<string> AskAsync(string what)
    {
        await _process.StandardInput.WriteLineAsync(what);
        return await ReadAsync();
    }

    public async Task<long> AskHeapAsync() => long.Parse(await AskAsync("heap"), CultureInfo.InvariantCulture);

    /// <summary>The processor time since its start.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>The share of one core since its start.</summary>
    public double ProcessorShare() => ProcessorTime() / Stopwatch.GetElapsedTime(_began);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
