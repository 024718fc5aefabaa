using System.Text;

namespace Dashboard.Checks.Licences;

/// <summary>The first bytes of a file, as text where they are text.</summary>
internal static class FileHead
{
    /// <summary>How much of a file is looked at. A licence header stands at the top.</summary>
    public const int Bytes = 8192;

    /// <summary>The head in an encoding that extends ASCII: UTF-16 with a byte order mark is converted.</summary>
    /// <returns>Null when the file is not text.</returns>
    public static ReadOnlyMemory<byte>? AsText(ReadOnlyMemory<byte> head)
    {
        var span = head.Span;
        if (span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(span[2..(span.Length & ~1)]));
        }

        if (span.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(span[2..(span.Length & ~1)]));
        }

        return IsBinary(span) ? (ReadOnlyMemory<byte>?)null : span.StartsWith("\uFEFF"u8) ? head[3..] : head;
    }

    /// <summary>A NUL byte, or more than one control character in ten, is no text in any encoding that source code is written in.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> head)
    {
        if (head.Contains((byte)0))
        {
            return true;
        }

        var controls = 0;
        foreach (var value in head)
        {
            if (value < 0x20 && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C or 0x1B))
            {
                controls++;
            }
        }

        return controls > head.Length / 10;
    }
}
