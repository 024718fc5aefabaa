using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace Hangfire.Storage.SQLite.Locks;

/// <summary>
/// Locks of the operating system on single bytes of an empty file beside the database. Taking one is a system call and
/// no commit, and whatever kills the process frees them.
/// </summary>
/// <remarks>
/// A resource's byte is its digest, cut to 62 bits: among a million locks held together the chance that two share a
/// byte is one in nine million. Locks of this kind belong to the process, and closing any handle of the file drops them
/// all, so a process has this file open once.
/// </remarks>
[UnsupportedOSPlatform("macos")]
[UnsupportedOSPlatform("ios")]
[UnsupportedOSPlatform("tvos")]
[UnsupportedOSPlatform("freebsd")]
internal sealed class ByteRangeLocks(string path) : ILockTable
{
    private readonly FileStream _file = new(
        path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    public bool TryTake(string resource)
    {
        try
        {
            _file.Lock(PositionOf(resource), 1);
            return true;
        }
        catch (IOException)
        {
            // The only way in which .NET says that another process holds it.
            return false;
        }
    }

    public void Release(string resource) => _file.Unlock(PositionOf(resource), 1);

    public void Dispose() => _file.Dispose();

    private static long PositionOf(string resource)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(resource), digest);
        return BinaryPrimitives.ReadInt64BigEndian(digest) & 0x3fff_ffff_ffff_ffff;
    }
}
