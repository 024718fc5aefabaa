using Dashboard.Checks.Digests;

namespace Dashboard.Checks;

/// <summary>A check that is fed with its artifact, so that one pass over a file serves all its checks.</summary>
public interface IContentCheck
{
    /// <summary>Called once, before the first byte: asks for the digests that the check needs.</summary>
    /// <returns>False when the companion alone decides: the check is finished without the artifact.</returns>
    bool Begin(ContentDigests digests);

    /// <summary>Called with every piece of the artifact in turn; for checks that need more than digests.</summary>
    void Append(ReadOnlySpan<byte> content)
    {
    }

    /// <summary>Called once, after the last byte.</summary>
    IReadOnlyList<Finding> Finish();
}
