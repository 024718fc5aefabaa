using System.Globalization;
using Dashboard.Features;
using Dashboard.Live;

namespace Dashboard.Components.Controls;

/// <summary>The progress of a task in figures.</summary>
internal static class ProgressText
{
    /// <summary>Returns the percentage, the rate and the remaining time, as far as they are known.</summary>
    public static string Of(TaskProgress progress)
    {
        var parts = new List<string>(3) { Percent(progress.Done, progress.Total) };
        if (progress.BytesPerSecond is { } rate)
        {
            parts.Add($"{ByteSize.Of(rate)}/s");
        }

        if (progress.Remaining is { } remaining)
        {
            parts.Add($"{Duration.Of(remaining)} left");
        }

        return string.Join(" · ", parts);
    }

    /// <summary>Returns the percentage, rounded down: 100 % means done.</summary>
    public static string Percent(long done, long total) =>
        total <= 0 ? "0 %" : Math.Floor(100.0 * done / total).ToString("0", CultureInfo.InvariantCulture) + " %";
}
