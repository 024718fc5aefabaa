using Dashboard.Features.Blobs;

namespace Dashboard.Features.Uploads;

/// <summary>An unfinished upload: the files that were announced and those that have arrived.</summary>
public sealed class UploadSession(string id, string userName, string projectName, string version, IReadOnlyList<AnnouncedFile> files)
{
    private readonly IncomingBlob?[] _arrived = new IncomingBlob?[files.Count];
    private readonly bool[] _sending = new bool[files.Count];
    private readonly Lock _lock = new();
    private bool _closed;

    /// <summary>Random, so that it cannot be guessed. It is not a secret: rights are checked as well.</summary>
    public string Id => id;
    public string UserName => userName;
    public string ProjectName => projectName;
    public string Version => version;
    public IReadOnlyList<AnnouncedFile> Files => files;

    public long LastActivityTicks { get; set; }

    /// <summary>Announced and not yet on the disk, in bytes.</summary>
    public long OutstandingBytes
    {
        get
        {
            lock (_lock)
            {
                return _closed ? 0 : files.Where((_, at) => _arrived[at] is null).Sum(file => file.Size);
            }
        }
    }

    /// <returns>False when the file was received or is being sent already, or the upload is over.</returns>
    public bool TryBegin(int file)
    {
        lock (_lock)
        {
            if (_closed || _sending[file] || _arrived[file] is not null)
            {
                return false;
            }

            return _sending[file] = true;
        }
    }

    /// <summary>Ends what <see cref="TryBegin"/> began. A file that arrives after the upload is over is discarded.</summary>
    public bool End(int file, IncomingBlob? blob)
    {
        lock (_lock)
        {
            _sending[file] = false;
            if (!_closed)
            {
                _arrived[file] = blob;
                return true;
            }
        }

        if (blob is not null)
        {
            BlobStore.Discard(blob);
        }

        return false;
    }

    /// <summary>Hands over the files, once, when all of them have arrived; null before.</summary>
    public IReadOnlyList<IncomingFile>? TakeAll()
    {
        lock (_lock)
        {
            if (_closed || _arrived.Any(blob => blob is null))
            {
                return null;
            }

            _closed = true;
            return [.. files.Select((file, at) => new IncomingFile(file.Path, _arrived[at]!))];
        }
    }

    /// <summary>Ends the upload and deletes the files that have arrived.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        foreach (var blob in _arrived)
        {
            if (blob is not null)
            {
                BlobStore.Discard(blob);
            }
        }
    }
}

/// <param name="Path">In the revision, validated.</param>
/// <param name="Size">In bytes.</param>
public sealed record AnnouncedFile(string Path, long Size);

/// <param name="Path">In the revision, validated.</param>
/// <param name="Blob">The content, in the incoming directory.</param>
public sealed record IncomingFile(string Path, IncomingBlob Blob);
