using System.Diagnostics;
using Dashboard.CommandLine;

namespace Dashboard.Tests.Support;

/// <summary>How a run of the program ended.</summary>
public sealed record ProgramRun(int Code, string Output, string Error)
{
    /// <summary>What it said on standard error, line by line.</summary>
    public string[] Complaints => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The built program as a process of its own, run to its end; standard input is no terminal.</summary>
internal static class BuiltProgram
{
    public static string Assembly => typeof(CommandLineApp).Assembly.Location;

    /// <param name="state">The state directory, given in the environment.</param>
    public static Task<ProgramRun> RunAsync(string state, params string[] arguments) => RunAsync("dotnet", ["exec", Assembly, .. arguments], ("State__Directory", state));

    /// <param name="program">What starts it; <c>sh</c>, where something has to be done before.</param>
    public static async Task<ProgramRun> RunAsync(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
