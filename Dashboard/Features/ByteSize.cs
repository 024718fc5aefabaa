using System.Globalization;

namespace Dashboard.Features;

/// <summary>Sizes as people read them: in binary units, with at most three figures.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Of(double bytes)
    {
        var unit = 0;
        while (Math.Abs(bytes) >= 1023.5 && unit < Units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return bytes.ToString(unit == 0 || bytes >= 99.95 ? "0" : "0.#", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
