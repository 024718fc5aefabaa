using System.IO.Pipelines;
using Dashboard.Checks.Licences;

namespace Dashboard.Checks.Archives;

/// <summary>
/// The checks of an artifact's members: one pass over the archive, on a thread of its own, so that unpacking and hashing use two cores. A tar
/// archive is fed with the bytes that the digests see too; a zip archive is read by its directory.
/// </summary>
internal sealed class ArchiveRun : IDisposable
{
    // How far reading may be ahead of unpacking.
    private const int BufferedBytes = 8 * 1024 * 1024;

    private readonly IReadOnlyList<PlannedCheck> _checks;
    private readonly ICheckObserver _observer;
    private readonly ArchiveFormat _format;
    private readonly Dictionary<string, IArchiveVisitor> _visitors = [];
    private readonly Pipe? _pipe;
    private Task<IReadOnlyList<Finding>>? _pass;
    private Stream? _zip;
    private bool _isDone;

    private ArchiveRun(ArtifactPlan plan, IReadOnlyList<PlannedCheck> checks, ICheckObserver observer)
    {
        (_checks, _observer) = (checks, observer);
        _format = ArchiveFormats.Of(plan.Artifact) ?? throw new ArgumentException($"\"{plan.Artifact}\" is no archive.", nameof(plan));
        var classifier = new MemberClassifier();
        foreach (var check in checks)
        {
            if (CheckCatalogue.OfMember(check.Name).Create(new(plan.Artifact, classifier, plan.IsPodling)) is { } visitor)
            {
                _visitors.Add(check.Name, visitor);
            }
        }

        _pipe = _format == ArchiveFormat.Zip ? null : new Pipe(new PipeOptions(pauseWriterThreshold: BufferedBytes, resumeWriterThreshold: BufferedBytes / 2, useSynchronizationContext: false));
    }

    /// <summary>Whether the pass wants more of the archive's bytes.</summary>
    public bool IsFed => _pipe is not null && !_isDone;

    /// <summary>The run of a plan's checks of members; null where it has none.</summary>
    public static ArchiveRun? Of(ArtifactPlan plan, ICheckObserver observer)
    {
        var checks = plan.Checks.Where(check => CheckCatalogue.IsOfMembers(check.Name)).ToList();
        return checks.Count == 0 ? null : new(plan, checks, observer);
    }

    public void Start(string artifact, IReleaseContent content, CancellationToken cancellation)
    {
        foreach (var check in _checks)
        {
            _observer.Started(check);
        }

        if (_pipe is null)
        {
            try
            {
                _zip = content.Open(artifact);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                _pass = Task.FromException<IReadOnlyList<Finding>>(error);
                return;
            }
        }

        _pass = Task.Factory.StartNew(
            () =>
            {
                using var stream = _zip ?? _pipe!.Reader.AsStream();
                return ArchivePass.Run(stream, _format, [.. _visitors.Values], new ArchiveLimits(), cancellation);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Gives the pass further bytes of a tar archive; waits where it is far behind.</summary>
    public async Task FeedAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        // The pass may end early, at damage or a limit; its reader is then complete.
        if (IsFed && (await _pipe!.Writer.WriteAsync(bytes, cancellation).ConfigureAwait(false)).IsCompleted)
        {
            _isDone = true;
        }
    }

    public void EndOfFile() => EndFeeding(null);

    /// <summary>The archive could not be read.</summary>
    public void Fail(Exception error) => EndFeeding(error);

    public void Progress(long done, long total)
    {
        foreach (var check in _checks)
        {
            _observer.Progress(check, done, total);
        }
    }

    /// <summary>Waits for the pass, and gives the outcome of each check.</summary>
    public async Task<IReadOnlyList<CheckOutcome>> FinishAsync(CancellationToken cancellation)
    {
        EndFeeding(null);
        var integrity = await PassAsync(cancellation).ConfigureAwait(false);
        var outcomes = _checks
            .Select(check => new CheckOutcome(check, check.Name == CheckNames.Integrity ? integrity : integrity is [{ Status: FindingStatus.Exception }] ? integrity : _visitors[check.Name].Finish()))
            .ToList();
        outcomes.ForEach(outcome => _observer.Finished(outcome.Check, outcome.Findings));
        return outcomes;
    }

    public void Dispose()
    {
        // A run that was given up must not leave the pass waiting for bytes.
        EndFeeding(null);
        _pass?.ContinueWith(pass => _ = pass.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private void EndFeeding(Exception? error)
    {
        _isDone = true;
        _pipe?.Writer.Complete(error);
    }

    private async Task<IReadOnlyList<Finding>> PassAsync(CancellationToken cancellation)
    {
        try
        {
            return await _pass!.ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            return [CheckRun.FindingOf(error)];
        }
    }
}
