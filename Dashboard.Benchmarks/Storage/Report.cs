using System.Globalization;

namespace Dashboard.Benchmarks.Storage;

/// <summary>The table, and whether every target in it was met.</summary>
internal sealed class Report(TextWriter output)
{
    public bool AllMet { get; private set; } = true;

    public void Section(string title)
    {
        output.WriteLine();
        output.WriteLine(title);
    }

    public void Line(string what, string figure) => output.WriteLine($"  {what,-76} {figure}");

    public void Target(string what, string figure, bool met)
    {
        AllMet &= met;
        Line(what, PublishedPackage.IsThisBuild ? figure : $"{figure}  {(met ? "ok" : "MISSED")}");
    }

    public static string Rate(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture) + "/s";

    public static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);

    public static string Times(IReadOnlyList<double> milliseconds)
    {
        var ordered = milliseconds.Order().ToArray();
        return string.Create(
            CultureInfo.InvariantCulture, $"p50 {At(ordered, 0.5):F2} ms, p95 {At(ordered, 0.95):F2} ms, max {ordered[^1]:F2} ms");
    }

    public static double At(IReadOnlyList<double> milliseconds, double share)
    {
        var ordered = milliseconds.Order().ToArray();
        return ordered[Math.Min((int)(ordered.Length * share), ordered.Length - 1)];
    }
}
