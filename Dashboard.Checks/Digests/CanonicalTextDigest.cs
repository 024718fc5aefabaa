namespace Dashboard.Checks.Digests;

/// <summary>
/// Feeds a digest with text whose line ends are made CR LF, as OpenPGP's text signatures want it (RFC 9580, 5.2.1.2).
/// </summary>
internal sealed class CanonicalTextDigest(RunningDigest inner) : RunningDigest
{
    private bool _afterReturn;

    /// <summary>The digest itself, for bytes that are not text.</summary>
    public RunningDigest Inner => inner;

    public override void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var feed = bytes.IndexOf((byte)'\n');
            if (feed < 0)
            {
                inner.Append(bytes);
                _afterReturn = bytes[^1] == '\r';
                return;
            }

            var line = bytes[..feed];
            inner.Append(line);
            var endsInReturn = line.IsEmpty ? _afterReturn : line[^1] == '\r';
            inner.Append(endsInReturn ? "\n"u8 : "\r\n"u8);
            _afterReturn = false;
            bytes = bytes[(feed + 1)..];
        }
    }

    public override byte[] Finish() => inner.Finish();

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
