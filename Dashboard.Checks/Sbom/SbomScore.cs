namespace Dashboard.Checks.Sbom;

/// <summary>One element of a bill of materials and how completely it is given.</summary>
/// <param name="Name">What is counted, a noun such as <c>version</c>.</param>
/// <param name="Given">Components (or documents) that give it.</param>
/// <param name="Total">Components (or documents) that should.</param>
/// <param name="IsMinimum">Whether it is one of NTIA's minimum elements.</param>
public sealed record SbomElement(string Name, int Given, int Total, bool IsMinimum)
{
    /// <summary>Whether every component gives it.</summary>
    public bool IsComplete => Given == Total;
}

/// <summary>
/// How complete a bill of materials is: the seven minimum elements of NTIA (The Minimum Elements For a Software Bill of Materials,
/// 2021), and the licences and digests that make it useful beyond them.
/// </summary>
public sealed record SbomScore(IReadOnlyList<SbomElement> Elements)
{
    /// <summary>From 0 to 100: the mean completeness of the elements, the minimum ones counting twice.</summary>
    public int Percent
    {
        get
        {
            var weights = Elements.Sum(element => element.IsMinimum ? 2 : 1);
            var reached = Elements.Sum(element => (element.IsMinimum ? 2 : 1) * (element.Total == 0 ? 1 : (double)element.Given / element.Total));
            return (int)Math.Floor(100 * reached / weights);
        }
    }

    /// <summary>Scores a document.</summary>
    public static SbomScore Of(SbomDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        SbomElement Count(string name, bool isMinimum, Func<SbomComponent, bool> gives) =>
            new(name, document.Components.Count(gives), document.Components.Count, isMinimum);

        return new(
        [
            new("author of the document", document.Authors.Count > 0 ? 1 : 0, 1, IsMinimum: true),
            new("time of creation", document.Created is null ? 0 : 1, 1, IsMinimum: true),
            Count("component name", true, component => component.Name.Length > 0),
            Count("version", true, component => component.Version is not null),
            Count("supplier", true, component => component.Supplier is not null),
            Count("unique identifier", true, component => component.Identifier is not null),
            Count("dependency relationship", true, component => component.Id is not null && document.Related.Contains(component.Id)),
            Count("licence", false, component => component.Licences.Count > 0),
            Count("digest", false, component => component.Hashes.Count > 0),
        ]);
    }
}
