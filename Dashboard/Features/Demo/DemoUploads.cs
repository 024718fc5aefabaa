using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Releases;
using Dashboard.Features.Uploads;
using Dashboard.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Demo;

/// <summary>Uploads candidates by the same commands as pages and the API.</summary>
internal sealed class DemoUploads(
    ReleaseCommands releases, UploadCommands uploads, IDbContextFactory<ReleaseDbContext> contexts, ChangeFeed changes)
{
    public async Task StartAsync(Caller caller, string project, string version, CancellationToken cancellation) =>
        Done(await releases.CreateAsync(caller, project, version, cancellation));

    /// <summary>Puts everything in the candidate's directory in, as one drop.</summary>
    public async Task PutAsync(Caller caller, string project, string version, DemoCandidate candidate, CancellationToken cancellation)
    {
        var files = Directory.GetFiles(candidate.Directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var announced = files
            .Select(file => new AnnouncedFile(Path.GetRelativePath(candidate.Directory, file).Replace('\\', '/'), new FileInfo(file).Length))
            .ToList();
        var session = Done(await uploads.BeginAsync(caller, project, version, announced, cancellation));
        for (var at = 0; at < files.Count; at++)
        {
            await using var content = File.OpenRead(files[at]);
            Done(await uploads.ReceiveAsync(caller, session.Id, at, content, cancellation));
        }

        Done(await uploads.CompleteAsync(caller, session.Id, cancellation));
    }

    /// <summary>Waits until no check of the release is queued or runs.</summary>
    public async Task WaitForChecksAsync(string project, string version, CancellationToken cancellation)
    {
        using var changed = new SemaphoreSlim(0);
        using var subscription = changes.Subscribe(ChangeTopics.Release(Release.NameOf(project, version)), () => changed.Release());
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            if (!await context.Tasks.AnyAsync(
                t => t.ProjectName == project && t.VersionName == version && (t.Status == ReleaseTaskStatus.Queued || t.Status == ReleaseTaskStatus.Active),
                cancellation))
            {
                return;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>The demo does nothing that may be refused: when it is, the demo has a bug, or the disk is full.</summary>
    public static T Done<T>(Outcome<T> outcome)
        where T : class =>
        outcome.Done ? outcome.Value : throw new InvalidOperationException($"The demo was refused: {outcome.Refusal}");
}
