using System.Buffers;
using System.Security.Cryptography;
using Dashboard.Features.State;
using Dashboard.Features.Tasks;

namespace Dashboard.Features.Blobs;

/// <summary>
/// File contents under their SHA-256, written once and never changed. A content is first written aside, under this process's own
/// directory, and moved to its place when its revision is made: what a killed process leaves behind is deleted at the next start.
/// </summary>
public sealed class BlobStore : IDisposable
{
    private const int BufferBytes = 256 * 1024;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string _blobs;
    private readonly string _incoming;

    public BlobStore(StateDirectory state, ServerLease server)
    {
        _blobs = state.Blobs;
        foreach (var left in Directory.EnumerateDirectories(state.Incoming).Where(left => !server.IsAlive(Path.GetFileName(left))))
        {
            Directory.Delete(left, recursive: true);
        }

        _incoming = Path.Combine(state.Incoming, server.Name);
        Directory.CreateDirectory(_incoming);
    }

    /// <summary>Bytes that the file system still has for us.</summary>
    public long FreeBytes => new DriveInfo(_blobs).AvailableFreeSpace;

    /// <exception cref="FileNotFoundException">The store has lost the content.</exception>
    public FileStream Open(string sha256) => new(PathOf(sha256), new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.Read | FileShare.Delete,
        BufferSize = 0,
        Options = FileOptions.SequentialScan | FileOptions.Asynchronous,
    });

    /// <summary>Writes a content aside in one pass, with flat memory.</summary>
    /// <param name="content">Read to its end; left open.</param>
    /// <param name="size">The size it must have, in bytes.</param>
    /// <returns>Null when the content's size is another; nothing is left behind then, nor when it throws.</returns>
    public async Task<IncomingBlob?> WriteAsync(Stream content, long size, CancellationToken cancellation)
    {
        var path = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var complete = false;
        try
        {
            long written = 0;
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                int read;
                while ((read = await content.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellation)) > 0)
                {
                    written += read;
                    if (written > size)
                    {
                        return null;
                    }

                    sha256.AppendData(buffer, 0, read);
                    sha512.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                }

                if (written != size)
                {
                    return null;
                }

                // On the disk before a row says that it is there.
                file.Flush(flushToDisk: true);
            }

            complete = true;
            return new IncomingBlob(
                path, Convert.ToHexStringLower(sha256.GetHashAndReset()), Convert.ToHexStringLower(sha512.GetHashAndReset()), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (!complete)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Moves a content to its place, where it may be already. Done before the commit that names it: a row always has its content.</summary>
    public void Keep(IncomingBlob blob)
    {
        var path = PathOf(blob.Sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // The same name is the same content: replacing it changes nothing, and makes it young again for DeleteUnnamed.
        File.SetLastWriteTimeUtc(blob.Path, DateTime.UtcNow);
        File.Move(blob.Path, path, overwrite: true);
    }

    public static void Discard(IncomingBlob blob) => File.Delete(blob.Path);

    /// <summary>Deletes contents that no row names and that were not touched lately: leftovers of a process that died before its commit.</summary>
    /// <param name="isNamed">Whether a row names the content.</param>
    /// <param name="before">Younger ones may belong to a commit under way.</param>
    public int DeleteUnnamed(Func<string, bool> isNamed, DateTime before)
    {
        var deleted = 0;
        foreach (var file in Directory.EnumerateDirectories(_blobs)
            .Where(directory => Path.GetFileName(directory).Length == 2)
            .SelectMany(Directory.EnumerateFiles))
        {
            if (File.GetLastWriteTimeUtc(file) < before && !isNamed(Path.GetFileName(file)))
            {
                File.Delete(file);
                deleted++;
            }
        }

        return deleted;
    }

    private string PathOf(string sha256)
    {
        // A digest from the database is trusted only as far as its shape.
        if (sha256.Length != 64 || sha256.AsSpan().ContainsAnyExcept(HexDigits))
        {
            throw new ArgumentException("A content is named by 64 lower-case hex digits.", nameof(sha256));
        }

        return Path.Combine(_blobs, sha256[..2], sha256);
    }

    public void Dispose()
    {
        if (Directory.Exists(_incoming))
        {
            Directory.Delete(_incoming, recursive: true);
        }
    }
}

/// <summary>A content that was written aside and belongs to no revision yet.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Sha256">64 lower-case hex digits.</param>
/// <param name="Sha512">128 lower-case hex digits, taken in the same pass.</param>
/// <param name="Size">In bytes.</param>
public sealed record IncomingBlob(string Path, string Sha256, string Sha512, long Size);
