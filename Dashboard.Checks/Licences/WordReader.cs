namespace Dashboard.Checks.Licences;

/// <summary>
/// Reads the words of a text: runs of ASCII letters, digits and bytes of other scripts. Everything else separates words, so
/// that white space, punctuation and comment marks do not count.
/// </summary>
/// <remarks>
/// Licence texts are compared by their words: a header stays the same header in a <c>/* */</c> block, behind <c>#</c> and
/// wrapped at another column. <c>REM</c> and <c>dnl</c> are comment marks made of letters, and are skipped at the start of a line.
/// </remarks>
/// <param name="text">UTF-8 or any other encoding that extends ASCII.</param>
internal ref struct WordReader(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _next;

    /// <summary>Where the current word begins, in bytes.</summary>
    public int Start { get; private set; }

    /// <summary>The current word as it is written.</summary>
    public readonly ReadOnlySpan<byte> Word => _text[Start.._next];

    /// <summary>Moves to the next word; false at the end of the text.</summary>
    public bool Read()
    {
        while (ReadAny())
        {
            if (!IsCommentMark())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether two words are the same, whatever their case; <c>https</c> is <c>http</c>.</summary>
    public static bool Same(ReadOnlySpan<byte> word, ReadOnlySpan<byte> expected) =>
        System.Text.Ascii.EqualsIgnoreCase(word, expected)
        || (expected.SequenceEqual("http"u8) && System.Text.Ascii.EqualsIgnoreCase(word, "https"u8));

    private bool ReadAny()
    {
        var at = _next;
        while (at < _text.Length && !IsWordByte(_text[at]))
        {
            at++;
        }

        Start = at;
        while (at < _text.Length && IsWordByte(_text[at]))
        {
            at++;
        }

        _next = at;
        return at > Start;
    }

    private readonly bool IsCommentMark()
    {
        if (_next - Start != 3 || !(System.Text.Ascii.EqualsIgnoreCase(Word, "rem"u8) || Word.SequenceEqual("dnl"u8)))
        {
            return false;
        }

        var before = _text[..Start];
        var line = before[(before.LastIndexOf((byte)'\n') + 1)..];
        return line.Trim(" \t@"u8).IsEmpty;
    }

    private static bool IsWordByte(byte value) => char.IsAsciiLetterOrDigit((char)value) || value >= 0x80;
}
