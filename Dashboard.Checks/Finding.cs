namespace Dashboard.Checks;

/// <summary>How much a finding matters, from nothing to act on to a reason not to vote.</summary>
public enum FindingStatus
{
    /// <summary>Ran; nothing to act on.</summary>
    Note,

    /// <summary>Advice, not policy.</summary>
    Suggestion,

    /// <summary>A person must look.</summary>
    Concern,

    /// <summary>A mandatory rule is broken: the release may not be voted on.</summary>
    Blocker,

    /// <summary>The check itself failed, so nothing is known; it blocks like a blocker.</summary>
    Exception,
}

/// <summary>What a check found.</summary>
/// <param name="Status">How much it matters.</param>
/// <param name="Message">One sentence for a release manager: what is wrong and what to do about it.</param>
/// <param name="MemberPath">The path inside an archive that it is about, null for the file itself.</param>
/// <param name="Data">Facts for machines (fingerprints, digests), null when there are none.</param>
public sealed record Finding(
    FindingStatus Status,
    string Message,
    string? MemberPath = null,
    IReadOnlyDictionary<string, string>? Data = null);

/// <summary>What a status means for a vote.</summary>
public static class FindingStatuses
{
    /// <summary>True when a release with such a finding may not be voted on.</summary>
    public static bool Blocks(this FindingStatus status) => status is FindingStatus.Blocker or FindingStatus.Exception;
}
