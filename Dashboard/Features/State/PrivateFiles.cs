using System.Runtime.InteropServices;

namespace Dashboard.Features.State;

/// <summary>
/// The rights of what this process writes: the databases hold password hashes, the keys sign cookies, and drafts are not public yet. On Unix
/// whatever it makes is its user's alone; Windows has the rights of the folder above.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>From now on files are made with 0600 and directories with 0700, by SQLite too, which asks for more.</summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetUmask(0b000_111_111);
        }
    }

    /// <summary>Takes a directory of an earlier build from strangers. What a group may do was somebody's choice.</summary>
    public static void Close(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var mode = File.GetUnixFileMode(directory);
        if ((mode & Others) == 0)
        {
            return;
        }

        try
        {
            File.SetUnixFileMode(directory, mode & ~Others);
        }
        catch (UnauthorizedAccessException)
        {
            // A volume that belongs to somebody else: its rights are theirs to choose.
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetUmask(int mask);
}
