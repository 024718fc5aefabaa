using System.Text.Json.Serialization;
using Dashboard.Checks.OpenPgp;

namespace Dashboard.Features.Keys;

/// <summary>What came of one key of a KEYS file.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KeyImportKind>))]
public enum KeyImportKind
{
    /// <summary>It was not known.</summary>
    Added,

    /// <summary>It was known from another committee, and now counts for this one too.</summary>
    Linked,

    /// <summary>The file knew more about it: a revocation, another expiry, a user id.</summary>
    Updated,

    /// <summary>Everything in the file was known.</summary>
    Unchanged,

    /// <summary>It is not kept.</summary>
    Refused,
}

/// <param name="UserId">The first that the key declares and has signed for; null when there is none.</param>
/// <param name="Note">Why it was refused, what changed, or what is wrong with a key that is kept; null when nothing is to be said.</param>
public sealed record ImportedKey(string Fingerprint, string? UserId, KeyImportKind Kind, string? Note);

/// <param name="Problems">Blocks that could not be used.</param>
public sealed record KeyImport(IReadOnlyList<ImportedKey> Keys, IReadOnlyList<KeyProblem> Problems)
{
    /// <summary>Artifacts of drafts whose signatures are checked again, because they name one of the keys.</summary>
    public int CheckedAgain { get; init; }

    public int Count(KeyImportKind kind) => Keys.Count(key => key.Kind == kind);
}
