using System.Globalization;
using System.Text;

namespace Dashboard.Checks;

/// <summary>Makes text from outside (file names, user ids) safe to show on one line.</summary>
public static class Printable
{
    /// <summary>
    /// Control, format and bidirectional characters and lone surrogates become visible escapes (<c>\u{1B}</c>): a name can
    /// then neither drive a terminal nor pretend to be another name.
    /// </summary>
    /// <param name="text">Anything, hostile too.</param>
    /// <param name="maxLength">UTF-16 units read at most; the rest becomes an ellipsis.</param>
    public static string Of(string text, int maxLength = 512)
    {
        ArgumentNullException.ThrowIfNull(text);
        var length = Math.Min(text.Length, maxLength);
        if (length == text.Length && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var shown = new StringBuilder(length + 16);
        for (var index = 0; index < length; index++)
        {
            var known = Rune.TryGetRuneAt(text, index, out var rune);
            if (known && !IsHazard(rune))
            {
                shown.Append(rune);
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{(known ? rune.Value : text[index]):X2}}}");
            }

            index += known ? rune.Utf16SequenceLength - 1 : 0;
        }

        return length < text.Length ? shown.Append('…').ToString() : shown.ToString();
    }

    /// <summary>True for characters that are invisible or act on what surrounds them.</summary>
    internal static bool IsHazard(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
