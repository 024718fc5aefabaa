using System.Globalization;
using Dashboard.Checks;

namespace Dashboard.CommandLine;

/// <summary>Text as verbs print it for people.</summary>
public static class ConsoleText
{
    /// <summary>Text from outside as one line that cannot drive the terminal.</summary>
    public static string OneLine(string text) => Printable.Of(text, 4000);

    /// <summary>A number of bytes, for example "4.3 KiB".</summary>
    public static string Size(long bytes)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        var value = (double)bytes;
        for (; value >= 1024 && unit < units.Length - 1; unit++)
        {
            value /= 1024;
        }

        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} {(bytes == 1 ? "byte" : "bytes")}")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {units[unit]}");
    }

    /// <summary>A counted noun, for example "1 file" and "2 files".</summary>
    public static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? string.Empty : "s")}");
}
