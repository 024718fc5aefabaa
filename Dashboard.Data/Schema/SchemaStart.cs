namespace Dashboard.Data.Schema;

/// <summary>The setting <c>Schema:ApplyAtStart</c>.</summary>
public enum ApplyAtStart
{
    /// <summary>Pending migrations are applied when nothing lossy is in them.</summary>
    Safe,

    /// <summary>Pending migrations are applied whatever they do.</summary>
    Always,

    /// <summary>An administrator applies pending migrations.</summary>
    Never,
}

/// <summary>Whether a server may serve.</summary>
/// <param name="Serves">False: only the schema page and sign-in work.</param>
/// <param name="Sentence">What is wrong and who can mend it, or what was done.</param>
/// <param name="Recovered">Interrupted runs that were found, and what became of them.</param>
/// <param name="WaitsForOthers">Whether all it waits for is the end of a server that still works on the schema as it is.</param>
public sealed record SchemaStart(bool Serves, string Sentence, IReadOnlyList<string> Recovered, bool WaitsForOthers = false);
