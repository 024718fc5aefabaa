namespace Dashboard.Checks.Sbom;

/// <summary>One component of a bill of materials, with what the minimum elements ask of it.</summary>
/// <param name="Id">What dependencies refer to it by.</param>
/// <param name="Name">Its name, possibly empty.</param>
/// <param name="Version">Its version.</param>
/// <param name="Supplier">Who distributes it.</param>
/// <param name="Identifier">A package URL, CPE or SWID.</param>
/// <param name="Licences">SPDX identifiers or expressions, or names where it has none.</param>
/// <param name="Hashes">Digests as (algorithm without punctuation and in upper case, lower-case hexadecimal).</param>
public sealed record SbomComponent(
    string? Id,
    string Name,
    string? Version,
    string? Supplier,
    string? Identifier,
    IReadOnlyList<string> Licences,
    IReadOnlyList<(string Algorithm, string Hex)> Hashes);

/// <summary>A bill of materials, whatever its format.</summary>
/// <param name="Format">Format and version, such as <c>SPDX 2.3</c>.</param>
/// <param name="Authors">Who or what wrote it.</param>
/// <param name="Created">When it was written, as it says.</param>
/// <param name="Subject">What it describes; null where it does not say.</param>
/// <param name="Components">Everything it lists, without the subject.</param>
/// <param name="Related">The ids between which it states a relationship.</param>
public sealed record SbomDocument(
    string Format,
    IReadOnlyList<string> Authors,
    string? Created,
    SbomComponent? Subject,
    IReadOnlyList<SbomComponent> Components,
    IReadOnlySet<string> Related);
