namespace Dashboard.Data.Schema;

/// <summary>The readable part of EF Core's migration ids, such as <c>20260102030405_AddTaskPercent</c>.</summary>
public static class MigrationName
{
    /// <summary>What follows the first underscore; the whole id when there is none.</summary>
    public static string Of(string migrationId)
    {
        var underscore = migrationId.IndexOf('_', StringComparison.Ordinal);
        return underscore < 0 ? migrationId : migrationId[(underscore + 1)..];
    }

    /// <summary>The name of the newest migration; "nothing" where none is applied.</summary>
    public static string OrNothing(string? migrationId) => migrationId is null ? "nothing" : Of(migrationId);
}
