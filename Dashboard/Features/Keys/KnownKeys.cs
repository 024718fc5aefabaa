namespace Dashboard.Features.Keys;

/// <summary>What was known before an import.</summary>
/// <param name="Texts">Armored texts by fingerprint.</param>
/// <param name="Linked">The fingerprints that count for the committee.</param>
internal sealed record KnownKeys(IReadOnlyDictionary<string, string> Texts, IReadOnlySet<string> Linked)
{
    public bool Equals(KnownKeys? other) => other is not null
        && Linked.SetEquals(other.Linked)
        && Texts.Count == other.Texts.Count
        && Texts.All(text => other.Texts.TryGetValue(text.Key, out var theirs) && theirs == text.Value);

    public override int GetHashCode() => Texts.Count;
}
