namespace Dashboard.CommandLine;

/// <summary>Where a verb writes, and what time it is.</summary>
/// <param name="Out">For facts only: with --json nothing else may stand there.</param>
/// <param name="Error">For problems, and for progress when a person looks.</param>
/// <param name="ProgressWidth">The columns for a line of progress on <paramref name="Error"/>; null when nobody looks at it.</param>
/// <param name="Time">The clock.</param>
public sealed record Terminal(TextWriter Out, TextWriter Error, int? ProgressWidth, TimeProvider Time)
{
    /// <summary>The writers given, with progress when the second one is the process's own and leads to a terminal.</summary>
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
