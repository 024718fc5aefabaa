namespace Dashboard.Data.Schema;

/// <summary>What differs between the databases that an engine works on.</summary>
public sealed record SchemaEngineOptions
{
    /// <summary>The id of <c>dashboard.db</c>.</summary>
    public const int DashboardApplicationId = 0x44534842;

    /// <summary>The id of <c>operations.db</c>.</summary>
    public const int OperationsApplicationId = 0x4453484F;

    /// <summary>
    /// Written into the file's header (<c>PRAGMA application_id</c>), so that a file can be recognised before anything
    /// is overwritten with it.
    /// </summary>
    public int ApplicationId { get; init; } = DashboardApplicationId;

    /// <summary>How long to wait for another process that changes the schema.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromMinutes(5);
}
