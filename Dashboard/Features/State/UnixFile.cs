using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dashboard.Features.State;

/// <summary>
/// What .NET does not tell of a file on Unix: its type without opening it, its owner, and whether this process may write to it. Opening
/// a database file only to find out would drop SQLite's locks on it: closing any descriptor of a file drops all locks of the process.
/// </summary>
internal static class UnixFile
{
    private const int CurrentDirectory = -100;
    private const int Read = 4;
    private const int Write = 2;
    private const uint TypeAndOwner = 0x1 | 0x8;

    /// <returns>The errno of the refusal; 0 when this process may read, and if asked write, and on Windows.</returns>
    public static int WhyNoAccess(string path, bool write) =>
        !OperatingSystem.IsWindows() && Access(path, write ? Read | Write : Read) != 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <returns>Null when the file cannot be looked up, and on anything but Linux.</returns>
    public static uint? OwnerOf(string path) => Status(path) is { } status ? ReadUInt32(status.AsSpan(20)) : null;

    public static uint ProcessUser() => GetEffectiveUser();

    /// <summary>
    /// False for a pipe, a socket or a device. Links are followed. Only Linux is asked, through statx(2), whose structure is the same on
    /// every processor; elsewhere everything that is no directory counts as regular, and so does what cannot be looked up, because opening it
    /// reports the error.
    /// </summary>
    public static bool IsRegular(string path)
    {
        if (Status(path) is not { } status)
        {
            return true;
        }

        // stx_mode, a 16-bit field.
        var mode = BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(28))
            : BinaryPrimitives.ReadUInt16BigEndian(status.AsSpan(28));
        return (mode & 0xF000) == 0x8000;
    }

    private static byte[]? Status(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // struct statx has 256 bytes: stx_uid stands at 20, stx_mode at 28.
        var buffer = new byte[256];
        try
        {
            return Statx(CurrentDirectory, path, 0, TypeAndOwner, buffer) == 0 ? buffer : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library older than statx.
            return null;
        }
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] buffer);

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetEffectiveUser();
}
