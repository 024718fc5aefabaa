using Dashboard.Data.Schema;

namespace Dashboard.CommandLine.Schema;

/// <summary>How schema verbs name things.</summary>
internal static class SchemaText
{
    /// <param name="migrationId">Null for a database without migrations.</param>
    public static string NameOf(string? migrationId) => migrationId is null ? "nothing" : MigrationName.Of(migrationId);
}
