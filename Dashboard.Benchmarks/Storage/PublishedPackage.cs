using System.Diagnostics;

namespace Dashboard.Benchmarks.Storage;

/// <summary>
/// The same measurements of the published package Hangfire.Storage.SQLite, in a process of its own: this program, built with the switch that
/// makes the package stand in for the project of that name.
/// </summary>
internal static class PublishedPackage
{
    /// <summary>Whether this process is that build.</summary>
    public static bool IsThisBuild =>
#if JOB_STORAGE_PACKAGE
        true;
#else
        false;
#endif

    /// <summary>What both storages can be asked, and the package answers within minutes.</summary>
    private static readonly string[] Parts = ["pickup", "fresh", "processes"];

    public static void Run(Report report)
    {
        if (IsThisBuild)
        {
            return;
        }

        report.Section("The published package beside it: the same build with -p:JobStorage=Package");
        var project = FindProject();
        if (Start("build", project, "-c", "Release", "-p:JobStorage=Package", "-v", "q", "-nologo") != 0)
        {
            throw new InvalidOperationException($"dotnet build {project} -p:JobStorage=Package failed; its errors stand above.");
        }

        // "run" finds the output by the same properties as the build.
        if (Start(["run", "--no-build", "-c", "Release", "-p:JobStorage=Package", "--project", project, "--", "storage", .. Parts]) != 0)
        {
            throw new InvalidOperationException("The benchmark of the package broke off; its errors stand above.");
        }
    }

    private static int Start(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments))!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static string FindProject()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (directory.EnumerateFiles("Dashboard.Benchmarks.csproj").SingleOrDefault() is { } project)
            {
                return project.FullName;
            }
        }

        throw new InvalidOperationException("Dashboard.Benchmarks.csproj was not found above the program: run it from its repository.");
    }
}
