using System.Buffers;
using Dashboard.Checks.Digests;
using Dashboard.Checks.OpenPgp;

namespace Dashboard.Checks;

/// <summary>One check of a run: its own failure is its own finding.</summary>
internal sealed class CheckRun(PlannedCheck planned, ICheckObserver observer)
{
    private IContentCheck? _check;
    private IReadOnlyList<Finding>? _findings;

    public PlannedCheck Planned => planned;

    /// <summary>True while the check wants more of the artifact.</summary>
    public bool IsRunning => _findings is null;

    public async Task PrepareAsync(
        string artifact, IReleaseContent content, KeyRing keys, DateTime nowUtc, ContentDigests digests, CancellationToken cancellation)
    {
        byte[]? companion;
        try
        {
            companion = await ReadCompanionAsync(content, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            Fail(error);
            return;
        }

        if (companion is null)
        {
            End([new Finding(
                FindingStatus.Blocker,
                $"\"{Printable.Of(ArtifactNames.FileName(planned.CompanionPath))}\" is larger than {CheckCatalogue.OfCompanion(planned.Name).MaxBytes / 1024} KiB and was not read.")]);
            return;
        }

        Guard(() =>
        {
            _check = CheckCatalogue.OfCompanion(planned.Name).Create(new(artifact, planned.CompanionPath, companion, keys, nowUtc));
            return _check.Begin(digests) ? null : _check.Finish();
        });
    }

    public void Append(ReadOnlySpan<byte> content)
    {
        try
        {
            _check!.Append(content);
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    public CheckOutcome Finish()
    {
        if (IsRunning)
        {
            Guard(() => _check!.Finish());
        }

        return new CheckOutcome(planned, _findings!);
    }

    public void Fail(Exception error)
    {
        if (IsRunning)
        {
            End([FindingOf(error)]);
        }
    }

    /// <summary>What an error of the check itself is reported as.</summary>
    public static Finding FindingOf(Exception error) => new(
        FindingStatus.Exception,
        error is IOException or UnauthorizedAccessException
            ? "The check could not read its files: nothing is known about this one."
            : $"The check itself failed ({error.GetType().Name}): nothing is known about this file.",
        Data: new Dictionary<string, string> { ["exception"] = $"{error.GetType().FullName}: {Printable.Of(error.Message)}" });

    /// <summary>Ends the check with what the step returns, if it returns something.</summary>
    private void Guard(Func<IReadOnlyList<Finding>?> step)
    {
        IReadOnlyList<Finding>? findings;
        try
        {
            findings = step();
        }
        catch (Exception error)
        {
            Fail(error);
            return;
        }

        if (findings is not null)
        {
            End(findings);
        }
    }

    private void End(IReadOnlyList<Finding> findings)
    {
        _findings = findings;
        observer.Finished(planned, findings);
    }

    /// <returns>Null when the companion is too large.</returns>
    private async Task<byte[]?> ReadCompanionAsync(IReleaseContent content, CancellationToken cancellation)
    {
        var limit = CheckCatalogue.OfCompanion(planned.Name).MaxBytes;
        if (content.Size(planned.CompanionPath) > limit)
        {
            return null;
        }

        // The stream may hold more than its size said.
        var buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
        try
        {
            var stream = content.Open(planned.CompanionPath);
            await using (stream.ConfigureAwait(false))
            {
                var read = await stream.ReadAtLeastAsync(buffer.AsMemory(0, limit + 1), limit + 1, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
                return read > limit ? null : buffer[..read];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
