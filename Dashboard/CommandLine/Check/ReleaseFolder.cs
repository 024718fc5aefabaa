using Dashboard.Checks;
using Dashboard.Features.State;

namespace Dashboard.CommandLine.Check;

/// <summary>The files of a release in a local folder. Links are not followed and special files are not opened.</summary>
internal sealed class ReleaseFolder : IReleaseContent
{
    private readonly string _root;
    private readonly List<string> _paths = [];
    private readonly List<PathFinding> _findings = [];

    private ReleaseFolder(string root) => _root = root;

    /// <summary>Paths relative to the folder, separated by '/', in no order.</summary>
    public IReadOnlyCollection<string> Paths => _paths;

    /// <summary>Findings on entries that are not regular files.</summary>
    public IReadOnlyList<PathFinding> Findings => _findings;

    /// <summary>Scans a folder recursively.</summary>
    /// <exception cref="IOException">The folder itself cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading the folder itself is not permitted.</exception>
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
                folder.Report(prefix.TrimEnd('/'), FindingStatus.Exception, "The folder cannot be read, so its files were not checked.");
            }
        }

        return folder;
    }

    /// <summary>Takes one artifact with the companions beside it.</summary>
    public static ReleaseFolder Single(string file)
    {
        var root = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var all = new ReleaseFolder(root);
        all.ScanOne(string.Empty, new Stack<string>());

        // Given a companion, its artifact is checked, if it exists.
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
                Report(path, FindingStatus.Blocker, "The path is a symbolic link, which a release must not contain; it was not followed.");
            }
            else if (entry is DirectoryInfo)
            {
                if (entry.Name is ".svn" or ".git")
                {
                    Report(path, FindingStatus.Suggestion, "This is the folder of a version control system; it was left out.");
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
