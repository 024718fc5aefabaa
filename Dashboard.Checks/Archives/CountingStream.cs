namespace Dashboard.Checks.Archives;

/// <summary>
/// Reads a stream forwards, counts what it gave, and keeps the last piece: decompressors read ahead, and where their format ends inside
/// that piece has to be found afterwards.
/// </summary>
internal sealed class CountingStream(Stream inner) : Stream
{
    private readonly byte[] _last = new byte[64 * 1024];
    private int _lastLength;
    private int _lastRead;

    /// <summary>Bytes given so far, without what was pushed back.</summary>
    public long Given { get; private set; }

    /// <summary>The last piece that was read.</summary>
    public ReadOnlySpan<byte> Last => _last.AsSpan(0, _lastLength);

    /// <summary>Unreads all but the first bytes of the last piece.</summary>
    public void PushBack(int keep)
    {
        Given -= _lastRead - keep;
        _lastRead = keep;
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_lastRead < _lastLength)
        {
            var again = Math.Min(buffer.Length, _lastLength - _lastRead);
            _last.AsSpan(_lastRead, again).CopyTo(buffer);
            _lastRead += again;
            Given += again;
            return again;
        }

        // Pieces are as long as they were asked for, except at the end: what was read ahead then lies in one piece.
        var wanted = buffer[..Math.Min(buffer.Length, _last.Length)];
        var read = inner.ReadAtLeast(wanted, wanted.Length, throwOnEndOfStream: false);
        if (read > 0)
        {
            buffer[..read].CopyTo(_last);
            _lastLength = _lastRead = read;
            Given += read;
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    // SharpCompress's xz reader asks where it is, to find the padding of a block.
    public override long Position
    {
        get => Given;
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
