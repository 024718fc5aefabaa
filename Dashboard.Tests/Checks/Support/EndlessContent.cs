using Dashboard.Checks;

namespace Dashboard.Tests.Checks.Support;

/// <summary>An artifact that is made while it is read, with small companions beside it; remembers the buffers that it was read into.</summary>
internal sealed class EndlessContent(long size, MemoryContent companions) : IReleaseContent
{
    public HashSet<int> BufferLengths { get; } = [];

    public Action<long>? OnRead { get; init; }

    public Stream Open(string path) => companions.Paths.Contains(path) ? companions.Open(path) : new Zeros(this, size);

    public long Size(string path) => companions.Paths.Contains(path) ? companions.Size(path) : size;

    private sealed class Zeros(EndlessContent owner, long size) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            owner.OnRead?.Invoke(_position);
            owner.BufferLengths.Add(buffer.Length);

            // In pieces, as a network or a disk gives them.
            var count = (int)Math.Min(Math.Min(buffer.Length, 81_920), size - _position);
            buffer.Span[..count].Clear();
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
