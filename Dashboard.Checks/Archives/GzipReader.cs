using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Dashboard.Checks.Archives;

/// <summary>
/// Reads gzip (RFC 1952) and verifies what .NET's reader does not: a missing end, the checksum and the length of each stream, and what
/// follows the last one.
/// </summary>
/// <remarks>
/// <see cref="DeflateStream"/> does not tell where the compressed data end in what it read ahead. The trailer of eight bytes is known by
/// then (checksum and length were computed), so its place is searched for in the last piece.
/// </remarks>
internal sealed class GzipReader(CountingStream input, ArchiveProblems problems) : Stream
{
    private readonly Crc32 _crc = new();
    private DeflateStream? _inflater;
    private long _length;
    private int _streams;
    private bool _atEnd;

    public override int Read(Span<byte> buffer)
    {
        while (!_atEnd && !buffer.IsEmpty)
        {
            _inflater ??= OpenStream();
            if (_inflater is null)
            {
                _atEnd = true;
                break;
            }

            int read;
            try
            {
                read = _inflater.Read(buffer);
            }
            catch (InvalidDataException)
            {
                throw new ArchiveException("The gzip data are damaged: they cannot be decompressed. Build the archive again and upload it again.");
            }

            if (read > 0)
            {
                _crc.Append(buffer[..read]);
                _length += read;
                return read;
            }

            CloseStream();
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads a stream's header; null at the end of the file.</summary>
    private DeflateStream? OpenStream()
    {
        Span<byte> header = stackalloc byte[10];
        var read = input.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (_streams > 0 && (read < 2 || header[0] != 0x1F || header[1] != 0x8B))
        {
            if (read > 0)
            {
                ReportTrailing(header[..read]);
            }

            return null;
        }

        if (read < header.Length || header[0] != 0x1F || header[1] != 0x8B || header[2] != 8 || (header[3] & 0xE0) != 0)
        {
            throw new ArchiveException(read == 0 ? "The file is empty." : "The file is not gzip, though its name says so.");
        }

        if (++_streams == 2)
        {
            problems.Add(FindingStatus.Concern, "The file holds several gzip streams, one after the other. Some tools read only the first one: compress the archive as one stream.");
        }

        SkipOptionalFields(header[3]);
        _crc.Reset();
        _length = 0;
        return new DeflateStream(input, CompressionMode.Decompress, leaveOpen: true);
    }

    private void SkipOptionalFields(byte flags)
    {
        if ((flags & 4) != 0)
        {
            for (var extra = NextByte() | (NextByte() << 8); extra > 0; extra--)
            {
                NextByte();
            }
        }

        for (var strings = (flags & 8) / 8 + (flags & 16) / 16; strings > 0; strings--)
        {
            while (NextByte() != 0)
            {
            }
        }

        if ((flags & 2) != 0)
        {
            NextByte();
            NextByte();
        }
    }

    private int NextByte() =>
        input.ReadByte() is >= 0 and var value ? value : throw new ArchiveException("The gzip file ends inside its header: it is cut off.");

    private void CloseStream()
    {
        _inflater!.Dispose();
        _inflater = null;
        Span<byte> trailer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], unchecked((uint)_length));

        var last = input.Last.ToArray();
        if (last.AsSpan().IndexOf(trailer) is >= 0 and var at)
        {
            input.PushBack(at + trailer.Length);
            return;
        }

        // The trailer begins in the last piece, or right behind it, and ends in the bytes that follow.
        var following = new byte[trailer.Length];
        var more = input.ReadAtLeast(following, following.Length, throwOnEndOfStream: false);
        byte[] window = [.. last.AsSpan(Math.Max(0, last.Length - (trailer.Length - 1))), .. following.AsSpan(0, more)];
        if (window.AsSpan().IndexOf(trailer) is not (>= 0 and var start))
        {
            throw new ArchiveException(
                more == 0 && !last.AsSpan().EndsWith(trailer[4..])
                    ? "The gzip data end before their checksum: the file is cut off. Upload it again."
                    : "The gzip checksum or length does not fit the data: the file is damaged. Build it again and upload it again.");
        }

        input.PushBack(input.Last.Length - (window.Length - start - trailer.Length));
    }

    private void ReportTrailing(ReadOnlySpan<byte> first)
    {
        // Tapes and some tools pad with zeros, which every reader ignores.
        var (bytes, isPadding) = ((long)first.Length, first.IndexOfAnyExcept((byte)0) < 0);
        var buffer = new byte[64 * 1024];
        for (int read; (read = input.Read(buffer)) > 0; bytes += read)
        {
            isPadding = isPadding && buffer.AsSpan(0, read).IndexOfAnyExcept((byte)0) < 0;
        }

        problems.Add(
            isPadding ? FindingStatus.Concern : FindingStatus.Blocker,
            isPadding ? $"{bytes:N0} zero bytes follow the end of the gzip data. Remove them." : $"{bytes:N0} bytes that are no gzip data follow the end of the archive. Build it again.");
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _inflater?.Dispose();
        base.Dispose(disposing);
    }
}
