namespace Dashboard.Data.Schema;

/// <summary>What a backup is. A directory without one is no backup but the rest of an attempt.</summary>
public sealed record BackupManifest
{
    /// <summary>The name of its directory.</summary>
    public required string Name { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>Why it was made.</summary>
    public required string Reason { get; init; }

    /// <summary>The version of the program that made it.</summary>
    public required string AppVersion { get; init; }

    /// <summary>The migrations that the database has, oldest first.</summary>
    public required IReadOnlyList<string> Applied { get; init; }

    /// <summary>Rows of each table.</summary>
    public required IReadOnlyDictionary<string, long> Rows { get; init; }

    /// <summary>All files.</summary>
    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>The newest migration; null for none.</summary>
    public string? LastMigration => Applied.Count == 0 ? null : Applied[^1];

    /// <summary>Bytes of all files.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);
}

/// <summary>One file of a backup.</summary>
/// <param name="Name">Relative to the backup's directory, with slashes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record BackupFile(string Name, long Bytes, string Sha256);
