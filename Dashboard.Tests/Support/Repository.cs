using System.Reflection;

namespace Dashboard.Tests.Support;

/// <summary>The sources that these tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = ContentRoot.Find(AppContext.BaseDirectory);

    /// <summary>Debug or Release: how these tests, and what they test, were built.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>Every file that belongs to the project: what a build or a run leaves behind does not.</summary>
    /// <returns>Paths relative to the root, parts separated by '/'.</returns>
    public static IEnumerable<string> Files() => FilesIn(new DirectoryInfo(Root)).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));

    private static IEnumerable<string> FilesIn(DirectoryInfo directory) => directory.EnumerateFiles().Select(file => file.FullName)
        .Concat(directory.EnumerateDirectories()
            .Where(child => child.Name is not ("bin" or "obj" or ".git" or ".vs" or ".idea" or ".vscode" or "TestResults" or "BenchmarkDotNet.Artifacts")
                && !(directory.FullName == new DirectoryInfo(Root).FullName && child.Name.StartsWith("state", StringComparison.Ordinal)))
            .SelectMany(FilesIn));
}
