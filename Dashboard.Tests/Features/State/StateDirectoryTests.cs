using System.Runtime.Versioning;
using Dashboard.Tests.CommandLine;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Features.State;

[UnsupportedOSPlatform("windows")]
public sealed class StateDirectoryTests : IDisposable
{
    private const UnixFileMode NotTheOwners =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dashboard-private-");

    public void Dispose() => _folder.Delete(recursive: true);

    [LinuxFact]
    public async Task Everything_that_a_server_makes_is_its_users_alone()
    {
        var state = Path.Combine(_folder.FullName, "state");
        using (var server = ServerAt(state))
        {
            await server.WaitForAsync("Now listening on");
        }

        var open = Directory.EnumerateFileSystemEntries(state, "*", SearchOption.AllDirectories).Prepend(state)
            .Where(path => (File.GetUnixFileMode(path) & NotTheOwners) != 0).ToList();
        Assert.Equal([], open);
        Assert.True(File.Exists(Path.Combine(state, "operations.db")));
    }

    [LinuxFact]
    public async Task A_directory_of_an_earlier_build_is_closed_to_strangers_and_stays_open_to_its_group()
    {
        var state = Directory.CreateDirectory(Path.Combine(_folder.FullName, "state")).FullName;
        File.SetUnixFileMode(state, Mode("755"));

        using (var server = ServerAt(state))
        {
            await server.WaitForAsync("Now listening on");
        }

        Assert.Equal(Mode("750"), File.GetUnixFileMode(state));
    }

    private static UnixFileMode Mode(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);

    // The usual mask: this process, and whatever it starts, may have a stricter one already.
    private static ChildProcess ServerAt(string state) => new(
        "sh", AppContext.BaseDirectory, ["-c", "umask 022; exec dotnet Dashboard.dll --urls http://127.0.0.1:0"],
        ("State__Directory", state), ("ASPNETCORE_ENVIRONMENT", "Production"), ("Logging__LogLevel__Microsoft.Hosting.Lifetime", "Information"));
}
