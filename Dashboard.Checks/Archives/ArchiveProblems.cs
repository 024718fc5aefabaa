namespace Dashboard.Checks.Archives;

/// <summary>Collects what is wrong with an archive; a hostile one does not make the list long.</summary>
public sealed class ArchiveProblems
{
    private const int MaxFindings = 100;

    private readonly List<Finding> _findings = [];
    private int _more;

    public void Add(FindingStatus status, string message, string? member = null)
    {
        if (_findings.Count < MaxFindings)
        {
            _findings.Add(new(status, message, member is null ? null : Printable.Of(member)));
        }
        else
        {
            _more++;
        }
    }

    /// <summary>Everything found, or the note for a sound archive.</summary>
    public IReadOnlyList<Finding> Findings(string sound) =>
        _findings.Count == 0 ? [new(FindingStatus.Note, sound)]
        : _more == 0 ? _findings
        : [.. _findings, new(FindingStatus.Blocker, $"{_more} further problems of this archive are not listed.")];
}
