using System.Buffers;
using System.Text;

namespace Dashboard.Checks;

/// <summary>
/// The rules for the path of a file in a release: relative, with '/', and the same file on every system that unpacks or
/// serves it.
/// </summary>
public static class ReleasePath
{
    /// <summary>The longest path, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1024;

    /// <summary>The longest part between two slashes, in bytes of UTF-8: the limit of the usual file systems.</summary>
    public const int MaxPartBytes = 255;

    /// <summary>The most parts that a path may have.</summary>
    public const int MaxParts = 32;

    private static readonly SearchValues<char> WindowsReserved = SearchValues.Create("<>:\"|?*");

    private static readonly string[] WindowsDevices =
    [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    ];

    /// <summary>Says which rule a path breaks.</summary>
    /// <param name="path">Anything, hostile too.</param>
    /// <returns>A sentence that names the first broken rule and is safe to show; null when the path may be used.</returns>
    public static string? Validate(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return "The path is empty.";
        }

        // Before anything is made of its parts: a path of megabytes is not worth looking at.
        if (path.Length > MaxBytes || Encoding.UTF8.GetByteCount(path) > MaxBytes)
        {
            return $"The path is longer than {MaxBytes} bytes.";
        }

        if (path.Contains('\\', StringComparison.Ordinal))
        {
            return @"The path contains a backslash; parts are separated by ""/"".";
        }

        if (ForbiddenCharacter(path) is { } sentence)
        {
            return sentence;
        }

        if (path[0] == '/' || (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0])))
        {
            return "The path is absolute; it must be relative to the release.";
        }

        var parts = path.Split('/');
        return parts.Length > MaxParts
            ? $"The path has more than {MaxParts} parts."
            : parts.Select(ValidatePart).FirstOrDefault(broken => broken is not null);
    }

    private static string? ForbiddenCharacter(string path)
    {
        for (var index = 0; index < path.Length; index++)
        {
            if (!Rune.TryGetRuneAt(path, index, out var rune))
            {
                return "The path is not valid Unicode.";
            }

            if (rune.Value == 0)
            {
                return "The path contains a NUL character.";
            }

            if (Printable.IsHazard(rune))
            {
                return $"The path contains the control or invisible character U+{rune.Value:X4}.";
            }

            if (IsDecomposed(rune.Value))
            {
                return $"The path holds U+{rune.Value:X4}, a part of a letter or a double of another one: some systems take the name for the same as one with the whole letter. Write it composed (Unicode NFC).";
            }

            // What .NET makes of bytes that are no UTF-8: the name cannot be written back.
            if (rune.Value == 0xFFFD)
            {
                return "The path holds U+FFFD, which stands for bytes that are no UTF-8.";
            }

            index += rune.Utf16SequenceLength - 1;
        }

        return null;
    }

    /// <summary>
    /// What Unicode's composed form does not have in the scripts where names are composed: combining marks of Latin, Greek and Cyrillic, of
    /// Arabic and of kana, Hangul in parts, and signs and ideographs that are there twice. By blocks, since string.Normalize does nothing
    /// without ICU.
    /// </summary>
    internal static bool IsDecomposed(int value) => value
        is (>= 0x0300 and <= 0x036F) or (>= 0x0653 and <= 0x0655) or (>= 0x1100 and <= 0x11FF) or 0x3099 or 0x309A
        or 0x2126 or 0x212A or 0x212B or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static string? ValidatePart(string part)
    {
        if (part.Length == 0)
        {
            return @"The path has an empty part (""//"", or ""/"" at its end).";
        }

        if (part is "." or "..")
        {
            return $@"The path contains a part ""{part}"".";
        }

        if (Encoding.UTF8.GetByteCount(part) > MaxPartBytes)
        {
            return $"A part of the path is longer than {MaxPartBytes} bytes.";
        }

        if (char.IsWhiteSpace(part[0]) || char.IsWhiteSpace(part[^1]))
        {
            return $@"The part ""{part}"" begins or ends with a blank.";
        }

        if (part[^1] == '.')
        {
            return $@"The part ""{part}"" ends with a dot, which Windows drops.";
        }

        if (part.AsSpan().IndexOfAny(WindowsReserved) is var position and >= 0)
        {
            return $"The part \"{part}\" contains {part[position]}, which Windows does not allow in a name.";
        }

        // CON, con.txt and "con .txt" all open the device.
        var stem = part.AsSpan(0, part.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? dot : part.Length).TrimEnd(' ').ToString();
        return WindowsDevices.Contains(stem, StringComparer.OrdinalIgnoreCase)
            ? $@"The part ""{part}"" is the name of a device on Windows."
            : null;
    }
}
