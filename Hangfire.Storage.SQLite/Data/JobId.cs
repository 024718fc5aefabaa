using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Hangfire.Storage.SQLite.Data;

/// <summary>Hangfire's ids are text, ours are numbers.</summary>
internal static class JobId
{
    /// <returns>False for text that this storage never wrote: such a job is simply not found.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out long id) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id > 0 && text[0] != '0';

    public static string ToText(long id) => id.ToString(CultureInfo.InvariantCulture);
}
