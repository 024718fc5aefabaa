using System.Runtime.InteropServices;

namespace Dashboard.Features.State;

/// <summary>
/// Makes everything that this process writes private to its user: the databases hold password hashes, the keys sign cookies, and drafts are
/// not public yet. On Windows the permissions of the directory above apply.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates files with 0600 and directories with 0700 from now on, also those of SQLite, which asks for more.</summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetUmask(0b000_111_111);
        }
    }

    /// <summary>Removes the access of others from a directory that an earlier build created. The access of the group is somebody's choice and stays.</summary>
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
            // The directory belongs to another user, who chooses its permissions.
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetUmask(int mask);
}
