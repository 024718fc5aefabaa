namespace Dashboard.Checks.Digests;

/// <summary>
/// Feeds a digest with text in the canonical form of OpenPGP's text signatures, whose line ends are CR LF (RFC 9580, 5.2.1.2). The RFC does not say
/// what becomes of CRs that end no line. GnuPG leaves out all CRs and NULs before an LF and before the end of the text and keeps others
/// (g10/textfilter.c, where the NUL is an accident of <c>strchr</c>); so does this class, because such a signature was made by GnuPG.
/// </summary>
/// <param name="inner">The digest that is fed; disposed with this one.</param>
public sealed class CanonicalTextDigest(RunningDigest inner) : RunningDigest
{
    /// <summary>A text with more alternating runs than this before one line end is hashed as it is: nothing but an attack has them.</summary>
    private const int MaxRuns = 65_536;

    /// <summary>CRs and NULs whose place is not known yet, as runs: before an LF, before the end, or before another byte.</summary>
    private readonly List<(byte Value, long Count)> _pending = [];

    /// <summary>The digest itself, for bytes that are not text.</summary>
    public RunningDigest Inner => inner;

    /// <inheritdoc />
    public override void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var feed = bytes.IndexOf((byte)'\n');
            var line = feed < 0 ? bytes : bytes[..feed];
            var text = line.TrimEnd("\r\0"u8);
            if (!text.IsEmpty)
            {
                FlushPending();
                inner.Append(text);
            }

            if (feed < 0)
            {
                Hold(line[text.Length..]);
                return;
            }

            inner.Append("\r\n"u8);
            _pending.Clear();
            bytes = bytes[(feed + 1)..];
        }
    }

    /// <inheritdoc />
    public override byte[] Finish() => inner.Finish();

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var value = bytes[0];
            var end = bytes.IndexOfAnyExcept(value);
            var count = end < 0 ? bytes.Length : end;
            if (_pending is [.., var last] && last.Value == value)
            {
                _pending[^1] = (value, last.Count + count);
            }
            else
            {
                if (_pending.Count == MaxRuns)
                {
                    FlushPending();
                }

                _pending.Add((value, count));
            }

            bytes = bytes[count..];
        }
    }

    private void FlushPending()
    {
        Span<byte> run = stackalloc byte[256];
        foreach (var (value, count) in _pending)
        {
            run.Fill(value);
            for (var left = count; left > 0; left -= run.Length)
            {
                inner.Append(run[..(int)Math.Min(left, run.Length)]);
            }
        }

        _pending.Clear();
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
