namespace Dashboard.Checks.Archives;

/// <summary>Reads the content of one member once, and gives its start to the visitors.</summary>
internal sealed class MemberReader(IReadOnlyList<IArchiveVisitor> visitors, MemberGuard guard, Func<long> packed)
{
    private readonly byte[] _buffer = new byte[128 * 1024];

    public delegate int ReadContent(Span<byte> buffer);

    /// <summary>Reads a member to its end.</summary>
    /// <param name="read">Gives further content; 0 at the end.</param>
    /// <param name="each">Sees every piece, for checksums.</param>
    /// <param name="cancellation">Looked at between pieces.</param>
    /// <returns>The bytes that the content has.</returns>
    public long Visit(ArchiveMember member, ReadContent read, Action<ReadOnlyMemory<byte>>? each, CancellationToken cancellation)
    {
        guard.Enter(member);
        var wanted = visitors.Select(visitor => visitor.BytesWanted(member)).DefaultIfEmpty().Max();
        var head = wanted <= _buffer.Length ? _buffer : new byte[wanted];
        var (length, kept) = (0L, 0);
        while (true)
        {
            // Until the start is complete, pieces go behind each other; later ones overwrite what follows it.
            var piece = kept < wanted ? head.AsMemory(kept, wanted - kept) : Rest(head, kept);
            var count = read(piece.Span);
            if (count == 0)
            {
                break;
            }

            cancellation.ThrowIfCancellationRequested();
            each?.Invoke(piece[..count]);
            kept += kept < wanted ? count : 0;
            length += count;
            guard.Grow(count, packed());
        }

        foreach (var visitor in visitors)
        {
            visitor.Visit(member, head.AsMemory(0, kept));
        }

        return length;
    }

    private Memory<byte> Rest(byte[] head, int kept)
    {
        if (!ReferenceEquals(head, _buffer))
        {
            return _buffer;
        }

        // Half of the buffer is always free: nobody wants more of a member than that without a buffer of its own.
        return _buffer.Length - kept >= 32 * 1024 ? _buffer.AsMemory(kept) : new byte[32 * 1024];
    }
}
