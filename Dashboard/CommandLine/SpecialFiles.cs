using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dashboard.CommandLine;

/// <summary>
/// Tells regular files from pipes, sockets and devices before they are opened: opening a pipe waits for somebody to write,
/// and .NET shows it as an empty file.
/// </summary>
internal static class SpecialFiles
{
    private const int CurrentDirectory = -100;
    private const uint TypeOnly = 1;

    /// <summary>
    /// False for what is known to be no regular file. Links are followed. Only Linux is asked, through statx(2), whose
    /// structure is the same on every processor; elsewhere everything that is no folder counts as regular.
    /// </summary>
    public static bool IsRegular(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        // struct statx has 256 bytes, and stx_mode stands at 28.
        var buffer = new byte[256];
        try
        {
            if (Statx(CurrentDirectory, path, 0, TypeOnly, buffer) != 0)
            {
                // Opening will say what is wrong.
                return true;
            }
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return true;
        }

        var mode = BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(28))
            : BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(28));
        return (mode & 0xF000) == 0x8000;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] buffer);
}
