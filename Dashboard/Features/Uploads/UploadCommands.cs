using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dashboard.Checks;
using Dashboard.Features.Accounts;
using Dashboard.Features.Blobs;
using Dashboard.Features.Releases;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Uploads;

/// <summary>
/// Takes a drop of files in: announced together, sent one by one, and made one revision when all are there. What is under way is known
/// to this process alone; should it die, nothing of it is left.
/// </summary>
public sealed class UploadCommands(
    BlobStore blobs, ReleaseQueries releases, RevisionCommands revisions, IOptions<UploadOptions> options, TimeProvider time)
{
    /// <summary>Uploads of one person that may be under way at once: announcing costs nothing, and each takes memory here.</summary>
    private const int MostOpen = 20;

    private const string NoSuchUpload = "There is no such upload: it was completed, cancelled or abandoned. Upload the files again.";

    private readonly ConcurrentDictionary<string, UploadSession> _sessions = new(StringComparer.Ordinal);
    private readonly Lock _space = new();

    /// <summary>Announces a drop. Nothing is sent before every name, every size and the room on the disk are known to be right.</summary>
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
        Heard(session);
        lock (_space)
        {
            if (WhyNoRoom(session) is { } full)
            {
                return new Refused(full);
            }

            _sessions[session.Id] = session;
        }

        return session;
    }

    /// <summary>Receives one file of a drop.</summary>
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
            return new Refused($"'{session.Files[file].Path}' is there or on its way already.");
        }

        IncomingBlob? blob = null;
        try
        {
            using var heard = time.CreateTimer(_ => Heard(session), null, TimeSpan.Zero, options.Value.IdleLimit / 4);
            blob = await blobs.WriteAsync(content, session.Files[file].Size, cancellation);
        }
        finally
        {
            var kept = session.End(file, blob);
            Heard(session);
            blob = kept ? blob : null;
        }

        return blob is null
            ? new Refused($"'{session.Files[file].Path}' did not arrive with the {ByteSize.Of(session.Files[file].Size)} that were announced. Upload the files again.")
            : new IncomingFile(session.Files[file].Path, blob);
    }

    /// <summary>Makes the revision of a drop whose files have all arrived.</summary>
    public async Task<Outcome<RevisionMade>> CompleteAsync(Caller caller, string sessionId, CancellationToken cancellation)
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
            // Those that were kept are not here any more.
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

    /// <summary>Gives up uploads whose browser is gone.</summary>
    public void GiveUpIdle()
    {
        foreach (var session in _sessions.Values)
        {
            if (time.GetElapsedTime(session.LastHeardTicks) > options.Value.IdleLimit && _sessions.TryRemove(session.Id, out _))
            {
                session.Abandon();
            }
        }
    }

    private string? WhyNoRoom(UploadSession session)
    {
        // Two drops at once must not both count on the same free bytes.
        var open = _sessions.Values.ToLookup(other => other.UserName == session.UserName);
        if (open[true].Count() >= MostOpen)
        {
            return $"{MostOpen} of your uploads are under way already. Wait until one has ended, or cancel one.";
        }

        var free = blobs.FreeBytes;
        var room = free - options.Value.KeepFreeBytes - open[false].Sum(other => other.OutstandingBytes);
        var own = session.OutstandingBytes + open[true].Sum(other => other.OutstandingBytes);
        if (own > room)
        {
            return $"The server's disk is nearly full: {ByteSize.Of(free)} are free, and with what must stay free {ByteSize.Of(own + free - room)} are needed. An administrator must make room.";
        }

        // Whoever announces more than they send must leave others something: every further person still gets half of what is left.
        return own > room / 2
            ? $"{ByteSize.Of(own)} are more than half of the room on the server's disk, {ByteSize.Of(room)}, and one person may fill half of it at once. Put in fewer files at once, or ask an administrator to make room."
            : null;
    }

    private void Heard(UploadSession session) => session.LastHeardTicks = time.GetTimestamp();

    // Somebody else's upload is answered like none.
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
        // What clashes with another file of the same request is wrong in itself; with the release's files, only until they change.
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
