using Dashboard.Data.Schema;

namespace Dashboard.Features.Schema;

/// <summary>What the start made of the database, as long as it matters.</summary>
public sealed class SchemaStartState(Maintenance maintenance)
{
    private volatile bool _waitsForOthers;

    /// <summary>Whether migrations wait only for the end of servers that still work on the schema as it is.</summary>
    public bool WaitsForOthers => _waitsForOthers;

    /// <summary>Begins maintenance where the start could not serve.</summary>
    public void Keep(SchemaStart start)
    {
        _waitsForOthers = start.WaitsForOthers;
        if (!start.Serves)
        {
            maintenance.Begin(start.Sentence);
        }
    }
}
