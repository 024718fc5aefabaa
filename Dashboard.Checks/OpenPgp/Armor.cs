using System.Buffers.Text;
using System.Text;

namespace Dashboard.Checks.OpenPgp;

/// <summary>One armored block.</summary>
/// <param name="Label">For example "PUBLIC KEY BLOCK".</param>
/// <param name="Line">The line of its BEGIN, from 1.</param>
/// <param name="Content">What it holds; empty when there is a problem.</param>
/// <param name="Problem">What is wrong with the armor, as the end of a sentence, or null.</param>
internal sealed record ArmorBlock(string Label, int Line, byte[] Content, string? Problem);

/// <summary>
/// Reads and writes ASCII armor (RFC 9580, 6). The checksum is not compared: the standard forbids to refuse a block for it,
/// and what matters inside is signed.
/// </summary>
internal static class Armor
{
    public const string PublicKey = "PUBLIC KEY BLOCK";
    public const string PrivateKey = "PRIVATE KEY BLOCK";
    public const string Signature = "SIGNATURE";
    public const string Message = "MESSAGE";
    public const string SignedMessage = "SIGNED MESSAGE";

    /// <summary>Every block of a text; what stands between them is free.</summary>
    public static IReadOnlyList<ArmorBlock> Read(ReadOnlySpan<byte> text)
    {
        var blocks = new List<ArmorBlock>();
        ArmorBody? open = null;
        var number = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            number++;
            var line = text[range].Trim(" \t\r\f"u8);
            if (LabelOf(line, "-----BEGIN PGP "u8) is { } begins)
            {
                if (open is not null)
                {
                    blocks.Add(open.Close("has no END line"));
                }

                open = new ArmorBody(begins, number);
            }
            else if (open is not null && LabelOf(line, "-----END PGP "u8) is { } ends)
            {
                blocks.Add(open.Close(ends == open.Label ? null : $"ends as \"{Printable.Of(ends, 40)}\""));
                open = null;
            }
            else
            {
                open?.Add(line, number);
            }
        }

        if (open is not null)
        {
            blocks.Add(open.Close("has no END line"));
        }

        return blocks;
    }

    /// <summary>Armors bytes, with the checksum that older programs want.</summary>
    public static string Write(string label, ReadOnlySpan<byte> content)
    {
        var text = new StringBuilder().Append("-----BEGIN PGP ").Append(label).Append("-----\n\n");
        var base64 = Convert.ToBase64String(content);
        for (var start = 0; start < base64.Length; start += 64)
        {
            text.Append(base64, start, Math.Min(64, base64.Length - start)).Append('\n');
        }

        var crc = Crc24(content);
        return text.Append('=').Append(Convert.ToBase64String([(byte)(crc >> 16), (byte)(crc >> 8), (byte)crc]))
            .Append("\n-----END PGP ").Append(label).Append("-----\n").ToString();
    }

    private static string? LabelOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> start) =>
        line.StartsWith(start) && line.EndsWith("-----"u8) && line.Length > start.Length + 5 && line.Length < 100
            ? Encoding.Latin1.GetString(line[start.Length..^5])
            : null;

    private static int Crc24(ReadOnlySpan<byte> content)
    {
        var crc = 0xB704CE;
        foreach (var value in content)
        {
            crc ^= value << 16;
            for (var bit = 0; bit < 8; bit++)
            {
                crc <<= 1;
                crc = (crc & 0x1000000) != 0 ? crc ^ 0x1864CFB : crc;
            }
        }

        return crc & 0xFFFFFF;
    }

    private sealed class ArmorBody(string label, int line)
    {
        private readonly StringBuilder _base64 = new();
        private bool _isBody;
        private bool _isEnded;
        private string? _problem;

        public string Label => label;

        public void Add(ReadOnlySpan<byte> text, int number)
        {
            // A cleartext's lines are a person's.
            if (_problem is not null || label == SignedMessage)
            {
                return;
            }

            if (!_isBody)
            {
                // "Version: GnuPG v2" and the like, then an empty line, which some leave out.
                if (text.IsEmpty)
                {
                    _isBody = true;
                    return;
                }

                if (text.Contains((byte)':'))
                {
                    return;
                }

                _isBody = true;
            }

            if (text.IsEmpty || _isEnded)
            {
                return;
            }

            if (text is [(byte)'=', ..] && text.Length is 5)
            {
                _isEnded = true;
            }
            else if (text.IndexOfAnyExcept(Base64Signs) is >= 0)
            {
                _problem = $"has a line {number} that is no Base64";
            }
            else
            {
                _base64.Append(Encoding.ASCII.GetString(text));
            }
        }

        public ArmorBlock Close(string? problem)
        {
            problem = _problem ?? problem;
            if (problem is not null || label == SignedMessage)
            {
                return new ArmorBlock(label, line, [], problem);
            }

            var content = new byte[Base64.GetMaxDecodedFromUtf8Length(_base64.Length)];
            return Convert.TryFromBase64String(_base64.ToString(), content, out var written) && written > 0
                ? new ArmorBlock(label, line, content[..written], null)
                : new ArmorBlock(label, line, [], written == 0 && _base64.Length == 0 ? "is empty" : "is no Base64");
        }

        private static readonly System.Buffers.SearchValues<byte> Base64Signs =
            System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);
    }
}
