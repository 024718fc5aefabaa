using Dashboard.Checks;
using Dashboard.Features.State;

namespace Dashboard.CommandLine;

/// <summary>The files of a release as they lie in a folder. Links are not followed and special files not opened.</summary>
internal sealed class ReleaseFolder : IReleaseContent
{
    private readonly string _root;
    private readonly List<string> _paths = [];
    private readonly List<PathFinding> _findings = [];

    private ReleaseFolder(string root) => _root = root;

    /// <summary>Paths with '/', relative to the folder, in no order.</summary>
    public IReadOnlyCollection<string> Paths => _paths;

    /// <summary>What lies there and is no file of a release.</summary>
    public IReadOnlyList<PathFinding> Findings => _findings;

    /// <summary>Everything in a folder and its folders.</summary>
    /// <exception cref="IOException">The folder itself cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself may not be read.</exception>
    public static ReleaseFolder Scan(string root)
    {
        var folder = new ReleaseFolder(root);
        var open = new Stack<string>();
        folder.ScanOne(string.Empty, open);
        while (open.TryPop(out var prefix))
        {
            try
            {
                folder.ScanOne(prefix, open);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                folder.Report(prefix.TrimEnd('/'), FindingStatus.Exception, "The folder cannot be read: nothing is known about what is in it.");
            }
        }

        return folder;
    }

    /// <summary>One artifact with the companions beside it.</summary>
    public static ReleaseFolder Single(string file)
    {
        var root = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var all = new ReleaseFolder(root);
        all.ScanOne(string.Empty, new Stack<string>());

        // A companion stands for its artifact when that is there.
        var name = Path.GetFileName(file);
        var artifact = ArtifactNames.ArtifactOf(name) is { } known && all._paths.Contains(known) ? known : name;
        var single = new ReleaseFolder(root);
        single._paths.AddRange(all._paths.Where(path =>
            path == artifact || (path.StartsWith(artifact + ".", StringComparison.Ordinal) && ArtifactNames.Classify(path) == FileKind.Metadata)));
        single._findings.AddRange(all._findings.Where(finding => finding.Path.StartsWith(artifact + ".", StringComparison.Ordinal)));
        return single;
    }

    /// <inheritdoc />
    public Stream Open(string path) => new FileStream(
        FullPath(path), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });

    /// <inheritdoc />
    public long Size(string path) => new FileInfo(FullPath(path)).Length;

    private string FullPath(string path) => Path.Combine(_root, path);

    private void ScanOne(string prefix, Stack<string> open)
    {
        var options = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false };
        foreach (var entry in new DirectoryInfo(FullPath(prefix)).EnumerateFileSystemInfos("*", options))
        {
            var path = prefix + entry.Name;
            if (entry.LinkTarget is not null || entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                Report(path, FindingStatus.Blocker, "The path is a symbolic link, which a release may not contain; it was not followed.");
            }
            else if (entry is DirectoryInfo)
            {
                if (entry.Name is ".svn" or ".git")
                {
                    Report(path, FindingStatus.Suggestion, "The folder of a version control system is left out.");
                }
                else
                {
                    open.Push(path + "/");
                }
            }
            else if (UnixFile.IsRegular(entry.FullName))
            {
                _paths.Add(path);
            }
            else
            {
                Report(path, FindingStatus.Blocker, "The path is a pipe, a socket or a device, not a file; it was not opened.");
            }
        }
    }

    private void Report(string path, FindingStatus status, string message) => _findings.Add(new PathFinding(path, new Finding(status, message)));
}
