namespace Dashboard.Data.Schema;

/// <summary>How much a finding matters.</summary>
public enum FindingWeight
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Likely not what was meant.</summary>
    Warning,

    /// <summary>Data would be gone afterwards. Needs an explicit yes.</summary>
    Loss,

    /// <summary>It cannot work, or nobody could say what it would do. The plan does not run.</summary>
    Blocker,
}

/// <summary>Something to know before a plan runs.</summary>
/// <param name="Weight">How much it matters.</param>
/// <param name="Text">A sentence with the consequence in rows.</param>
/// <param name="Table">The table it is about; null for none.</param>
/// <param name="Count">Rows or values concerned; null where counting makes no sense.</param>
/// <param name="Keys">Keys of the first twenty rows concerned. Never other values of a row.</param>
public sealed record SchemaFinding(FindingWeight Weight, string Text, string? Table = null, long? Count = null, IReadOnlyList<string>? Keys = null);
