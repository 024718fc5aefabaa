namespace Dashboard.Data.Schema;

/// <summary>Where the things that are backed up together lie.</summary>
/// <param name="Directory">Where backups go; never below wwwroot.</param>
/// <param name="Database">The database that is restored.</param>
/// <param name="ApplicationId">What its header says when it is ours.</param>
/// <param name="Operations">operations.db, copied along; null for none.</param>
/// <param name="Keys">The directory of the data protection keys, copied along; null for none.</param>
public sealed record BackupPlaces(string Directory, string Database, int ApplicationId, string? Operations = null, string? Keys = null);
