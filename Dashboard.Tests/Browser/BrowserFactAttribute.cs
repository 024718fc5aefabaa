namespace Dashboard.Tests.Browser;

/// <summary>A fact that needs a browser: skipped, with the reason, where none is installed; in CI it runs and fails for want of one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.WhyMissing;
}

/// <inheritdoc cref="BrowserFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.WhyMissing;
}

/// <summary>The browser of the machine; nothing is downloaded.</summary>
public static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>What CHROMIUM_PATH names, or the first that the search path has; null when there is none.</summary>
    public static string? ExecutablePath { get; } = Find();

    /// <summary>Null when tests must run: a browser is there, or this is CI, where a missing one is a failure.</summary>
    public static string? WhyMissing =>
        ExecutablePath is null && Environment.GetEnvironmentVariable("CI") is not ("true" or "1")
            ? "No Chromium is installed, or named in CHROMIUM_PATH."
            : null;

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : null;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
