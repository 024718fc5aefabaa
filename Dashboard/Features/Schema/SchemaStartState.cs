using Dashboard.Data.Schema;

namespace Dashboard.Features.Schema;

/// <summary>How the start left the database.</summary>
public sealed class SchemaStartState(Maintenance maintenance)
{
    private volatile bool _waitsForOthers;

    /// <summary>Whether pending migrations wait only for other servers, which still use the present schema, to end.</summary>
    public bool WaitsForOthers => _waitsForOthers;

    /// <summary>Begins maintenance mode when the start cannot serve.</summary>
    public void Record(SchemaStart start)
    {
        _waitsForOthers = start.WaitsForOthers;
        if (!start.Serves)
        {
            maintenance.Begin(start.Sentence);
        }
    }
}
