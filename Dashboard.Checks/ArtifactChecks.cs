using System.Buffers;
using Dashboard.Checks.Archives;
using Dashboard.Checks.Digests;
using Dashboard.Checks.OpenPgp;

namespace Dashboard.Checks;

/// <summary>A check that has ended.</summary>
/// <param name="Check">Which one.</param>
/// <param name="Findings">At least one.</param>
public sealed record CheckOutcome(PlannedCheck Check, IReadOnlyList<Finding> Findings);

/// <summary>Runs the checks of an artifact in one pass over it.</summary>
public static class ArtifactChecks
{
    /// <summary>The most that is read of a digest or signature file, in bytes.</summary>
    public const int MaxCompanionBytes = 1024 * 1024;

    // Two of them are alive: one is hashed while the next one is read.
    private const int BufferBytes = 1024 * 1024;

    /// <summary>
    /// Runs every check of the plan. The artifact is read once, or not at all when its companions decide everything. A check
    /// that fails unexpectedly (an unreadable file, too) ends with an <see cref="FindingStatus.Exception"/> finding, and the
    /// others go on. Memory does not grow with the artifact.
    /// </summary>
    /// <param name="plan">From <see cref="CheckPlan.Of"/>.</param>
    /// <param name="content">Opened one file at a time.</param>
    /// <param name="keys">The keys that signatures may be made with.</param>
    /// <param name="observer">Told of every step.</param>
    /// <param name="nowUtc">When keys and signatures must be valid.</param>
    /// <param name="cancellation">Ends the run within a buffer's time.</param>
    /// <returns>One outcome for each check, in the order of the plan.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static async Task<IReadOnlyList<CheckOutcome>> RunAsync(
        ArtifactPlan plan,
        IReleaseContent content,
        KeyRing keys,
        ICheckObserver observer,
        DateTime nowUtc,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(observer);

        using var digests = new ContentDigests();
        var runs = plan.Checks.Where(check => !CheckCatalogue.IsOfMembers(check.Name)).Select(check => new CheckRun(check, observer)).ToList();
        using var archive = ArchiveRun.Of(plan, observer);
        foreach (var run in runs)
        {
            cancellation.ThrowIfCancellationRequested();
            observer.Started(run.Planned);
            await run.PrepareAsync(plan.Artifact, content, keys, nowUtc, digests, cancellation).ConfigureAwait(false);
        }

        archive?.Start(plan.Artifact, content, cancellation);
        if (runs.Exists(run => run.IsRunning) || archive is { IsFed: true })
        {
            await ReadAsync(plan.Artifact, content, runs, archive, digests, observer, cancellation).ConfigureAwait(false);
        }

        var outcomes = runs.ConvertAll(run => run.Finish());
        if (archive is not null)
        {
            outcomes.AddRange(await archive.FinishAsync(cancellation).ConfigureAwait(false));
        }

        return outcomes;
    }

    private static async Task ReadAsync(
        string artifact, IReleaseContent content, List<CheckRun> runs, ArchiveRun? archive, ContentDigests digests, ICheckObserver observer, CancellationToken cancellation)
    {
        Stream stream;
        long total;
        try
        {
            total = content.Size(artifact);
            stream = content.Open(artifact);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            runs.ForEach(run => run.Fail(error));
            archive?.Fail(error);
            return;
        }

        await using (stream.ConfigureAwait(false))
        {
            var current = ArrayPool<byte>.Shared.Rent(BufferBytes);
            var next = ArrayPool<byte>.Shared.Rent(BufferBytes);
            var reading = ReadBufferAsync(stream, next, cancellation);
            try
            {
                var done = 0L;
                while (runs.Exists(run => run.IsRunning) || archive is { IsFed: true })
                {
                    int read;
                    try
                    {
                        read = await reading.ConfigureAwait(false);
                    }
                    catch (Exception error) when (!cancellation.IsCancellationRequested)
                    {
                        runs.ForEach(run => run.Fail(error));
                        archive?.Fail(error);
                        return;
                    }

                    if (read == 0)
                    {
                        archive?.EndOfFile();
                        return;
                    }

                    (current, next) = (next, current);
                    reading = ReadBufferAsync(stream, next, cancellation);
                    var feeding = archive?.FeedAsync(current.AsMemory(0, read), cancellation) ?? Task.CompletedTask;
                    await digests.AppendAsync(current.AsMemory(0, read)).ConfigureAwait(false);
                    await feeding.ConfigureAwait(false);
                    done += read;
                    foreach (var run in runs.Where(run => run.IsRunning))
                    {
                        run.Append(current.AsSpan(0, read));
                        observer.Progress(run.Planned, done, Math.Max(done, total));
                    }

                    archive?.Progress(done, Math.Max(done, total));
                }
            }
            finally
            {
                // A buffer that is still being read into must not be given to somebody else.
                await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
                ArrayPool<byte>.Shared.Return(current);
                ArrayPool<byte>.Shared.Return(next);
            }
        }
    }

    /// <summary>Fills the buffer as far as the stream goes: a network's small pieces would cost a round each.</summary>
    private static async Task<int> ReadBufferAsync(Stream stream, byte[] buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return await stream.ReadAtLeastAsync(buffer.AsMemory(0, BufferBytes), BufferBytes, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
    }
}
