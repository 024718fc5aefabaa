namespace Dashboard.Checks.Digests;

/// <summary>The digests that the checks of one artifact have asked for, fed together by one pass over it.</summary>
public sealed class ContentDigests : IDisposable
{
    private readonly List<RunningDigest> _digests = [];

    /// <summary>True when no check wants to see the artifact.</summary>
    public bool IsEmpty => _digests.Count == 0;

    /// <summary>Adds a digest. It is fed by the pass; who asked for it calls <see cref="RunningDigest.Finish"/>, perhaps after bytes of its own.</summary>
    public RunningDigest Add(RunningDigest digest)
    {
        _digests.Add(digest);
        return digest;
    }

    /// <summary>Feeds every digest, several at once where there are several.</summary>
    internal async Task AppendAsync(ReadOnlyMemory<byte> content)
    {
        if (_digests is [var only])
        {
            only.Append(content.Span);
            return;
        }

        await Task.WhenAll(_digests.Select(digest => Task.Run(() => digest.Append(content.Span)))).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => _digests.ForEach(digest => digest.Dispose());
}
