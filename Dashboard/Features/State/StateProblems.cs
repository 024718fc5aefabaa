using System.Globalization;

namespace Dashboard.Features.State;

/// <summary>Says why a path of the state cannot be written, and what to do about it.</summary>
internal static class StateProblems
{
    private const string OrElsewhere = "or choose another directory with --State:Directory=PATH or State__Directory";

    // The same numbers on Linux, macOS and the BSDs.
    private const int NotPermitted = 1;
    private const int AccessDenied = 13;
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;

    // EDQUOT is 122 on Linux and 69 elsewhere; ERROR_DISK_FULL as an HRESULT on Windows.
    private static readonly int[] Full = [NoSpace, 122, 69, unchecked((int)0x80070070)];

    /// <param name="root">The state directory.</param>
    /// <param name="path">What was to be written; the directory itself or something in it.</param>
    public static StateException NotWritable(string root, string path, Exception error) => new(error switch
    {
        UnauthorizedAccessException => NotWritable(root, path, AccessDenied),
        IOException { HResult: var code } => NotWritable(root, path, code, error.Message),
        _ => NotWritable(root, path, 0, error.Message),
    }, error);

    /// <param name="errno">As the system gave it.</param>
    /// <param name="message">What is said where the number says nothing.</param>
    public static string NotWritable(string root, string path, int errno, string? message = null) => errno switch
    {
        AccessDenied or NotPermitted => Denied(root, path),
        ReadOnlyFileSystem => $"{path} cannot be written: its file system is mounted read-only. Mount it read-write, {OrElsewhere}.",
        _ when Full.Contains(errno) => $"{path} cannot be written: there is no space left on its file system. Free some, {OrElsewhere}.",
        _ => $"{path} cannot be written: {(message ?? System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno)).TrimEnd('.')}. Make it writable, {OrElsewhere}.",
    };

    private static string Denied(string root, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return $"{path} cannot be written: access is denied. Allow {Environment.UserName} to change {root}, {OrElsewhere}.";
        }

        // A directory that does not exist yet is refused by the nearest one above it.
        var existing = path;
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        var user = UnixFile.ProcessUser();
        var what = existing == path ? path : $"{path} cannot be created: {existing}";
        return UnixFile.OwnerOf(existing) is { } owner && owner != user
            ? string.Create(CultureInfo.InvariantCulture, $"{what} belongs to user {owner}, and this process runs as user {user}. Change its owner (chown -R {user} {root}), {OrElsewhere}.")
            : $"{what} may not be written: its permissions are {Permissions(existing)}. Allow it (chmod -R u+rwX {root}), {OrElsewhere}.";
    }

    private static string Permissions(string path) =>
        OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8).PadLeft(4, '0');
}
