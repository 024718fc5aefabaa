using System.Diagnostics;
using Dashboard.CommandLine;

namespace Dashboard.Tests.CommandLine;

/// <summary>dashboard.sh in a repository of empty folders, with a dotnet that only writes down how it is called.</summary>
public sealed class DashboardScriptTests : IDisposable
{
    private const string Dotnet = """
        #!/bin/sh
        if [ "$1" = build ]; then
          echo build >>"$FAKE_LOG"
          if [ -e "$FAKE_FAILS" ]; then echo "Page.cs(1,1): error CS1002: ; expected"; exit 1; fi
          mkdir -p "$(dirname "$2")/bin/Debug/net10.0"
          : >"$(dirname "$2")/bin/Debug/net10.0/Dashboard.dll"
          exit 0
        fi
        shift
        echo "$PWD|$*"
        exit 1
        """;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("script ");

    public DashboardScriptTests()
    {
        foreach (var folder in new[] { "repo/Dashboard/Components", "repo/Dashboard.Checks", "repo/Dashboard.Data", "repo/Hangfire.Storage.SQLite", "repo/wwwroot", "bin", "caller here" })
        {
            Directory.CreateDirectory(At(folder));
        }

        File.WriteAllText(At("repo/Dashboard/Program.cs"), string.Empty);
        File.WriteAllText(At("bin/dotnet"), Dotnet.ReplaceLineEndings("\n"));
        File.Copy(Path.Combine(ContentRoot.Find(AppContext.BaseDirectory), "dashboard.sh"), At("repo/dashboard.sh"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(At("bin/dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private int Builds => File.Exists(At("log")) ? File.ReadAllLines(At("log")).Length : 0;

    public void Dispose() => _root.Delete(true);

    [LinuxFact]
    public async Task It_builds_once_and_runs_in_the_callers_folder_with_the_verbs_exit_code()
    {
        var first = await RunAsync(At("repo/dashboard.sh"), "check", "a b");
        var second = await RunAsync(At("repo/dashboard.sh"), "check", "a b");

        Assert.Equal((1, $"{At("caller here")}|check a b\n", string.Empty), first);
        Assert.Equal(first, second);
        Assert.Equal(1, Builds);
    }

    [LinuxFact]
    public async Task It_works_through_links()
    {
        File.CreateSymbolicLink(At("bin/two"), "../repo/dashboard.sh");
        File.CreateSymbolicLink(At("caller here/one"), At("bin/two"));

        var (exit, output, _) = await RunAsync(At("caller here/one"), "check");

        Assert.Equal((1, $"{At("caller here")}|check\n"), (exit, output));
    }

    [LinuxFact]
    public async Task It_builds_again_when_a_source_is_newer_or_gone()
    {
        File.WriteAllText(At("repo/Dashboard.Checks/Old.cs"), string.Empty);
        await RunAsync(At("repo/dashboard.sh"));

        Later(() => File.WriteAllText(At("repo/Dashboard.Checks/Old.cs"), "changed"), At("repo/Dashboard.Checks/Old.cs"), 1);
        await RunAsync(At("repo/dashboard.sh"));
        var afterChange = Builds;
        Later(() => { }, At("repo/Dashboard/bin/Debug/net10.0/Dashboard.dll"), 2);
        await RunAsync(At("repo/dashboard.sh"));
        var afterNothing = Builds;
        Later(() => File.Delete(At("repo/Dashboard.Checks/Old.cs")), At("repo/Dashboard.Checks"), 3);
        await RunAsync(At("repo/dashboard.sh"));

        Assert.Equal((2, 2, 3), (afterChange, afterNothing, Builds));
    }

    [LinuxFact]
    public async Task It_builds_again_when_a_version_changes()
    {
        File.WriteAllText(At("repo/Directory.Packages.props"), "one");
        await RunAsync(At("repo/dashboard.sh"));

        Later(() => File.WriteAllText(At("repo/Directory.Packages.props"), "two"), At("repo/Directory.Packages.props"), 1);
        await RunAsync(At("repo/dashboard.sh"));

        Assert.Equal(2, Builds);
    }

    [LinuxFact]
    public async Task A_build_that_fails_exits_3_and_shows_its_errors()
    {
        File.WriteAllText(At("fails"), string.Empty);

        var (exit, output, error) = await RunAsync(At("repo/dashboard.sh"), "check");

        Assert.Equal((ExitCode.Failed, string.Empty), (exit, output));
        Assert.Equal("Page.cs(1,1): error CS1002: ; expected\nThe build failed.\n", error);
    }

    [LinuxFact]
    public async Task Calls_at_once_build_once()
    {
        var calls = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RunAsync(At("repo/dashboard.sh"), "check")));

        Assert.All(calls, call => Assert.Equal($"{At("caller here")}|check\n", call.Output));
        Assert.Equal(1, Builds);
    }

    private string At(string path) => Path.Combine(_root.FullName, path);

    // Time stamps are set, not waited for.
    private static void Later(Action change, string changed, int hours)
    {
        change();
        Directory.SetLastWriteTimeUtc(changed, DateTime.UtcNow.AddHours(hours));
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(string script, params string[] args)
    {
        var start = new ProcessStartInfo(script, args) { WorkingDirectory = At("caller here"), RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{At("bin")}:{start.Environment["PATH"]}";
        start.Environment["FAKE_LOG"] = At("log");
        start.Environment["FAKE_FAILS"] = At("fails");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
