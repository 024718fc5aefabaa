namespace Dashboard.CommandLine;

/// <summary>Where a verb writes, and its clock.</summary>
/// <param name="Out">For results only: with --json there is nothing else on it.</param>
/// <param name="Error">For problems, and for progress when a person watches.</param>
/// <param name="ProgressWidth">The columns for a line of progress on <paramref name="Error"/>; null when nobody watches.</param>
/// <param name="Time">The clock.</param>
public sealed record Terminal(TextWriter Out, TextWriter Error, int? ProgressWidth, TimeProvider Time)
{
    /// <summary>These writers; with progress when the second is the process's own and a terminal.</summary>
    public static Terminal Of(TextWriter stdout, TextWriter stderr) =>
        new(stdout, stderr, ReferenceEquals(stderr, Console.Error) && !Console.IsErrorRedirected ? Width() : null, TimeProvider.System);

    private static int Width()
    {
        try
        {
            return Math.Clamp(Console.WindowWidth, 20, 200);
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
