using System.Globalization;

namespace Dashboard.Features;

/// <summary>Lengths of time as people read them: the largest unit and the next smaller one.</summary>
public static class Duration
{
    public static string Of(TimeSpan duration) => duration.TotalSeconds switch
    {
        < 1 => $"{Math.Max(0, duration.TotalMilliseconds):0} ms",
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#} s"),
        < 3600 => $"{(int)duration.TotalMinutes} min {duration.Seconds} s",
        _ => $"{(int)duration.TotalHours} h {duration.Minutes} min",
    };
}
