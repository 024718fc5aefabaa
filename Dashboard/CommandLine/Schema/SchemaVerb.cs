using System.CommandLine;

namespace Dashboard.CommandLine.Schema;

/// <summary>
/// <c>dashboard.sh schema</c>: what the schema page does, from the command line. Where a server serves the state, changes of the schema are
/// delegated to it; otherwise this process makes them.
/// </summary>
internal static class SchemaVerb
{
    public static Command Create(Terminal terminal) => new("schema", "Inspect, upgrade, downgrade, back up and restore the database.")
    {
        SchemaStatusVerb.Create(terminal),
        SchemaPlanVerb.Create(terminal),
        SchemaMoveVerb.CreateUp(terminal),
        SchemaMoveVerb.CreateDown(terminal),
        SchemaVerifyVerb.Create(terminal),
        SchemaHistoryVerb.Create(terminal),
        SchemaBackupVerb.Create(terminal),
        SchemaRestoreVerb.Create(terminal),
        SchemaReleaseHoldVerb.Create(terminal),
    };
}
