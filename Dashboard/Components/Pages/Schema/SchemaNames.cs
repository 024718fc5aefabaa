using Dashboard.Data.Schema;

namespace Dashboard.Components.Pages.Schema;

/// <summary>How the page names a place in the chain of migrations.</summary>
internal static class SchemaNames
{
    /// <param name="migrationId">Null for a database without migrations.</param>
    public static string Of(string? migrationId) => migrationId is null ? "nothing" : MigrationName.Of(migrationId);
}
