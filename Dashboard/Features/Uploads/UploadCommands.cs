using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dashboard.Checks;
using Dashboard.Features.Accounts;
using Dashboard.Features.Blobs;
using Dashboard.Features.Releases;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Uploads;

/// <summary>
/// Receives uploads: the files of one are announced together, sent one by one, and become one revision when all have arrived. An unfinished
/// upload is known to this process alone; if the process dies, nothing of it remains.
/// </summary>
public sealed class UploadCommands(
    BlobStore blobs, ReleaseQueries releases, RevisionCommands revisions, IOptions<UploadOptions> options, TimeProvider time)
{
    /// <summary>Unfinished uploads that one person may have: announcing costs the client nothing, and each takes memory here.</summary>
    private const int MostOpen = 20;

    private const string NoSuchUpload = "There is no such upload: it was completed, cancelled or abandoned. Upload the files again.";

    private readonly ConcurrentDictionary<string, UploadSession> _sessions = new(StringComparer.Ordinal);
    private readonly Lock _space = new();

    /// <summary>Announces an upload. No file is sent before every name, every size and the free space on the disk have been validated.</summary>
    public async Task<Outcome<UploadSession>> BeginAsync(
        Caller caller, string projectName, string version, IReadOnlyList<AnnouncedFile> files, CancellationToken cancellation)
    {
        if (await releases.WhyClosedAsync(caller, projectName, version, cancellation) is { } closed)
        {
            return closed;
        }

        if (WhyRefused(files, await releases.PathsAsync(caller, projectName, version, cancellation)) is { } reason)
        {
            return reason;
        }

        var session = new UploadSession(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), caller.UserName, projectName, version, files);
        Touch(session);
        lock (_space)
        {
            if (WhyNoSpace(session) is { } full)
            {
                return new Refused(full);
            }

            _sessions[session.Id] = session;
        }

        return session;
    }

    /// <summary>Receives one file of an upload.</summary>
    /// <param name="content">The request's body, read to its end.</param>
    public async Task<Outcome<IncomingFile>> ReceiveAsync(
        Caller caller, string sessionId, int file, Stream content, CancellationToken cancellation)
    {
        if (Find(caller, sessionId) is not { } session || file < 0 || file >= session.Files.Count)
        {
            return Refused.NotFound(NoSuchUpload);
        }

        if (!session.TryBegin(file))
        {
            return new Refused($"'{session.Files[file].Path}' was received or is being sent already.");
        }

        IncomingBlob? blob = null;
        try
        {
            using var keepAlive = time.CreateTimer(_ => Touch(session), null, TimeSpan.Zero, options.Value.IdleLimit / 4);
            blob = await blobs.WriteAsync(content, session.Files[file].Size, cancellation);
        }
        finally
        {
            var kept = session.End(file, blob);
            Touch(session);
            blob = kept ? blob : null;
        }

        return blob is null
            ? new Refused($"'{session.Files[file].Path}' did not arrive with the {ByteSize.Of(session.Files[file].Size)} that were announced. Upload the files again.")
            : new IncomingFile(session.Files[file].Path, blob);
    }

    /// <summary>Creates the revision from an upload whose files have all arrived.</summary>
    public async Task<Outcome<SavedRevision>> CompleteAsync(Caller caller, string sessionId, CancellationToken cancellation)
    {
        if (Find(caller, sessionId) is not { } session)
        {
            return Refused.NotFound(NoSuchUpload);
        }

        if (session.TakeAll() is not { } files)
        {
            return new Refused("Some of the files have not arrived yet.");
        }

        _sessions.TryRemove(session.Id, out _);
        try
        {
            return await revisions.AddFilesAsync(caller, session.ProjectName, session.Version, files, cancellation);
        }
        finally
        {
            // Those that became part of the revision have moved out of the incoming directory.
            foreach (var file in files)
            {
                BlobStore.Discard(file.Blob);
            }
        }
    }

    public void Cancel(Caller caller, string sessionId)
    {
        if (Find(caller, sessionId) is { } session && _sessions.TryRemove(session.Id, out _))
        {
            session.Abandon();
        }
    }

    /// <summary>Abandons uploads whose client has gone.</summary>
    public void AbandonIdle()
    {
        foreach (var session in _sessions.Values)
        {
            if (time.GetElapsedTime(session.LastActivityTicks) > options.Value.IdleLimit && _sessions.TryRemove(session.Id, out _))
            {
                session.Abandon();
            }
        }
    }

    private string? WhyNoSpace(UploadSession session)
    {
        // Two uploads at once must not both count on the same free bytes.
        var open = _sessions.Values.ToLookup(other => other.UserName == session.UserName);
        if (open[true].Count() >= MostOpen)
        {
            return $"{MostOpen} of your uploads are unfinished. Wait until one has ended, or cancel one.";
        }

        var free = blobs.FreeBytes;
        var room = free - options.Value.KeepFreeBytes - open[false].Sum(other => other.OutstandingBytes);
        var own = session.OutstandingBytes + open[true].Sum(other => other.OutstandingBytes);
        if (own > room)
        {
            return $"The server's disk is nearly full: {ByteSize.Of(free)} are free, and with the reserve {ByteSize.Of(own + free - room)} are needed. Ask an administrator to free some space.";
        }

        // A person who announces more than they send must not lock others out: each further person still gets half of what is left.
        return own > room / 2
            ? $"{ByteSize.Of(own)} are more than half of the {ByteSize.Of(room)} that are free on the server's disk, and one person may use half of them at once. Upload fewer files at once, or ask an administrator to free some space."
            : null;
    }

    private void Touch(UploadSession session) => session.LastActivityTicks = time.GetTimestamp();

    // Another person's upload is answered as if there were none.
    private UploadSession? Find(Caller caller, string sessionId) =>
        _sessions.TryGetValue(sessionId, out var session) && session.UserName == caller.UserName ? session : null;

    private Refused? WhyRefused(IReadOnlyList<AnnouncedFile> files, IReadOnlyList<string> present)
    {
        if (files.Count == 0)
        {
            return Refused.Invalid("files", "No file was chosen.");
        }

        if (files.Count > options.Value.MaxFiles)
        {
            return Refused.Invalid("files", $"{files.Count} files were chosen, and at most {options.Value.MaxFiles} may be uploaded at once.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        // A clash within the request is invalid input; a clash with the release's files is a conflict that may go away.
        var announced = new PathClashes([]);
        var withPresent = new PathClashes(present);
        foreach (var (at, file) in files.Index())
        {
            if (file is null)
            {
                return Refused.Invalid($"files[{at}]", "A file without a name was announced.");
            }

            if (ReleasePath.Validate(file.Path) is { } rule)
            {
                return Refused.Invalid($"files[{at}].path", rule);
            }

            if (!seen.Add(file.Path))
            {
                return Refused.Invalid($"files[{at}].path", $"'{file.Path}' was chosen twice.");
            }

            if (announced.Add(file.Path) is { } clash)
            {
                return Refused.Invalid($"files[{at}].path", clash);
            }

            if (withPresent.Add(file.Path) is { } clashWithPresent)
            {
                return new Refused(clashWithPresent);
            }

            if (file.Size < 0)
            {
                return Refused.Invalid($"files[{at}].size", $"'{file.Path}' was announced with a negative size.");
            }

            if (file.Size > options.Value.MaxFileBytes)
            {
                // Rounded, one byte too many reads like the limit itself.
                return Refused.Invalid(
                    $"files[{at}].size",
                    $"'{file.Path}' has {file.Size:N0} bytes, and a file may have at most {options.Value.MaxFileBytes:N0} ({ByteSize.Of(options.Value.MaxFileBytes)}).");
            }
        }

        return null;
    }
}
