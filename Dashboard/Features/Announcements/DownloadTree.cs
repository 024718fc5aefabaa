using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Dashboard.Features.Blobs;
using Dashboard.Features.State;

namespace Dashboard.Features.Announcements;

/// <summary>
/// The files of announced releases, at <c>downloads/COMMITTEE/PROJECT/VERSION/</c> in the state directory. A release appears there as a whole: its files
/// are copied aside, compared with the digests that were voted on, and the directory is renamed into place.
/// </summary>
public sealed class DownloadTree(StateDirectory state, BlobStore blobs)
{
    private const int BufferBytes = 256 * 1024;

    private readonly string _root = Path.Combine(state.Root, "downloads");

    /// <summary>Whether the release's directory is in place.</summary>
    public bool Has(string committee, string project, string version) => Directory.Exists(DirectoryOf(committee, project, version));

    /// <summary>Opens a published file; null when there is none of this path.</summary>
    public FileStream? Open(string committee, string project, string version, string path)
    {
        var directory = DirectoryOf(committee, project, version);
        var file = Path.GetFullPath(Path.Combine(directory, path));
        return file.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(file)
            ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true)
            : null;
    }

    /// <summary>Copies files to a directory of the task's own. One that an earlier attempt left is begun again.</summary>
    /// <param name="progress">Called with the bytes copied so far.</param>
    /// <exception cref="InvalidDataException">A stored file is not the one that was voted on.</exception>
    public async Task StageAsync(long taskId, IReadOnlyList<(string Path, string Sha256)> files, Action<long> progress, CancellationToken cancellation)
    {
        var staged = StagedAt(taskId);
        Discard(taskId);
        long copied = 0;
        foreach (var (path, sha256) in files)
        {
            var target = Path.Combine(staged, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            copied = await CopyAsync(path, sha256, target, copied, progress, cancellation);
        }
    }

    /// <summary>Renames a staged directory into place.</summary>
    public void Publish(long taskId, string committee, string project, string version)
    {
        var directory = DirectoryOf(committee, project, version);
        Directory.CreateDirectory(Path.GetDirectoryName(directory)!);
        Directory.Move(StagedAt(taskId), directory);
    }

    /// <summary>Deletes what a task has staged.</summary>
    public void Discard(long taskId)
    {
        var staged = StagedAt(taskId);
        if (Directory.Exists(staged))
        {
            Directory.Delete(staged, recursive: true);
        }
    }

    private async Task<long> CopyAsync(string path, string sha256, string target, long copied, Action<long> progress, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            await using var source = blobs.Open(sha256);
            await using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            int read;
            while ((read = await source.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellation)) > 0)
            {
                digest.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                progress(copied += read);
            }

            file.Flush(flushToDisk: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset()) == sha256
            ? copied
            : throw new InvalidDataException($"The stored content of {path} is not the one that was voted on: its SHA-256 differs. Restore the blobs directory from a backup.");
    }

    private string StagedAt(long taskId) => Path.Combine(_root, ".staged", taskId.ToString(CultureInfo.InvariantCulture));

    // Keys of committees and projects, and versions, have no separators; the database holds that.
    private string DirectoryOf(string committee, string project, string version) => Path.Combine(_root, committee, project, version);
}
