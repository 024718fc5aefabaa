using System.Data.Common;
using Dashboard.Data.Operations;
using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>Looks at a database file without changing it, whatever it is.</summary>
/// <param name="path">The file, absolute.</param>
/// <param name="chain">The migrations of the build.</param>
/// <param name="replay">What they make.</param>
/// <param name="applicationId">What the file's header says when it is ours.</param>
internal sealed class SqliteInspector(string path, MigrationChain chain, SqliteReplay replay, int applicationId)
{
    /// <param name="recorded">What was kept of each migration when it was applied.</param>
    /// <param name="acceptances">Differences that somebody accepted.</param>
    public SchemaInspection Inspect(IReadOnlyDictionary<string, SchemaMigration> recorded, IReadOnlyList<SchemaAcceptance> acceptances)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length == 0)
        {
            return new()
            {
                Condition = SchemaCondition.Missing,
                Sentence = "There is no database yet; it is created at the next start.",
                Known = chain.Ids,
                Pending = chain.Ids,
                HasPendingModelChanges = chain.HasPendingModelChanges,
                DiskFreeBytes = DiskFree(Path.GetDirectoryName(path)!),
            };
        }

        try
        {
            using var connection = SqliteFile.Open(path, SqliteOpenMode.ReadWrite, busySeconds: 5);
            // One snapshot for everything that is read.
            using var snapshot = connection.BeginTransaction(deferred: true);
            return Inspect(connection, recorded, acceptances);
        }
        catch (SqliteException error)
        {
            return new()
            {
                Condition = SchemaCondition.Unreadable,
                Sentence = error.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB
                    ? $"{path} is no SQLite database. Restore a backup, or move the file away."
                    : $"{path} cannot be read: {error.Message} Restore a backup.",
                Known = chain.Ids,
                FileBytes = file.Length,
                DiskFreeBytes = DiskFree(Path.GetDirectoryName(path)!),
            };
        }
    }

    /// <summary>Free bytes on the volume of a directory, which need not be there yet.</summary>
    public static long DiskFree(string directory)
    {
        var existing = new DirectoryInfo(directory);
        while (!existing.Exists && existing.Parent is { } parent)
        {
            existing = parent;
        }

        return new DriveInfo(existing.FullName).AvailableFreeSpace;
    }

    private SchemaInspection Inspect(
        DbConnection connection, IReadOnlyDictionary<string, SchemaMigration> recorded, IReadOnlyList<SchemaAcceptance> acceptances)
    {
        var applied = SqliteCatalog.Applied(connection);
        var pending = chain.Ids.Except(applied, StringComparer.Ordinal).ToList();
        var unknown = applied.Except(chain.Ids, StringComparer.Ordinal).ToList();
        var late = applied.Count == 0 ? [] : pending.Where(id => string.CompareOrdinal(id, applied[^1]) < 0).ToList();
        var id = connection.Scalar<long>("PRAGMA application_id");
        var tables = SqliteCatalog.Tables(connection);
        var leftovers = SqliteLeftovers.In(connection);
        var facts = SqliteFacts.Read(connection);
        IReadOnlyList<SchemaDifference> drift = late.Count > 0 ? []
            : unknown.Count == 0 ? replay.FactsAt(applied.Count == 0 ? null : applied[^1]).Differences(facts)
            : recorded.TryGetValue(applied[^1], out var newest) && newest.FactsHash != facts.Hash() ? [new("schema", "as it was when its newest migration was applied", "something else")]
            : [];
        var accepted = acceptances.Where(acceptance => drift.Contains(new(acceptance.Name, acceptance.Expected, acceptance.Actual))).ToList();
        var unseen = drift.Where(difference => !accepted.Exists(acceptance => acceptance.Name == difference.Name)).ToList();

        var (condition, sentence) = leftovers.Count > 0
            ? (SchemaCondition.HalfFinished, $"Another tool stopped in the middle of a table rebuild: {string.Join("; ", leftovers)}. {(unseen.TrueForAll(difference => SqliteLeftovers.IsOf(difference.Name)) ? "All else is as it was before: the next run drops what was left, once you agree to it" : "Restore a backup from before it, or finish by hand")}; nothing is deleted by itself.")
            : id != applicationId && (id != 0 || (tables.Count > 0 && !applied.Intersect(chain.Ids, StringComparer.Ordinal).Any()))
                ? (SchemaCondition.Foreign, "The file is a database of another program. Nothing is changed in it; move it away or point the settings elsewhere.")
            : unknown.Count > 0
                ? (SchemaCondition.Ahead, $"The database is newer than this build: {string.Join(", ", unknown.Select(migration => Named(migration, recorded)))} is unknown here. Start the build that made it, take the database down, or restore a backup from before.")
            : late.Count > 0
                ? (SchemaCondition.Late, $"{Names(late)} is older than {MigrationName.Of(applied[^1])}, which is applied already. Create the migration again with a later time.")
            : unseen.Exists(difference => !difference.IsExtra)
                ? (SchemaCondition.Drifted, $"The schema is not what its migrations make: {string.Join("; ", unseen.Where(d => !d.IsExtra).Take(5))}. Mend it by hand, restore a backup, or accept it on the schema page.")
            : chain.HasPendingModelChanges
                ? (SchemaCondition.Unmigrated, SchemaInspection.ModelChanged)
            : pending.Count > 0
                ? (SchemaCondition.Behind, pending.Count == 1 ? $"One migration is pending: {MigrationName.Of(pending[0])}." : $"{pending.Count} migrations are pending, up to {MigrationName.Of(pending[^1])}.")
            : (SchemaCondition.Current, drift.Count == 0
                ? "The database has the schema that this build wants."
                : unseen.Count == 0 ? $"The database has the schema that this build wants, but for what {accepted[0].Who} has accepted: {string.Join("; ", drift.Take(5))}."
                : $"The database has the schema that this build wants, and more: {string.Join("; ", drift.Take(5))}.");

        return new()
        {
            Condition = condition,
            Sentence = sentence,
            Known = chain.Ids,
            Applied = applied,
            Pending = pending,
            Unknown = unknown,
            Late = late,
            Edited = applied.Intersect(chain.Ids, StringComparer.Ordinal)
                .Where(migration => recorded.TryGetValue(migration, out var stored) && stored.UpHash != chain.Step(migration, SchemaDirection.Up).Hash()).ToList(),
            HasPendingModelChanges = chain.HasPendingModelChanges,
            Drift = drift,
            Accepted = accepted,
            Broken = SqliteObjects.Problems(connection).ToList(),
            Leftovers = leftovers.ToDictionary(left => left.Table, left => left.Rows, StringComparer.Ordinal),
            StaleLock = SqliteCatalog.StaleLock(connection),
            FileBytes = new FileInfo(path).Length,
            LogBytes = new FileInfo(path + "-wal") is { Exists: true } log ? log.Length : 0,
            FreeBytes = connection.Scalar<long>("SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size"),
            DiskFreeBytes = DiskFree(Path.GetDirectoryName(path)!),
        };
    }

    private static string Named(string id, IReadOnlyDictionary<string, SchemaMigration> recorded) =>
        recorded.TryGetValue(id, out var made) ? $"{MigrationName.Of(id)} (of version {made.AppVersion})" : MigrationName.Of(id);

    private static string Names(IEnumerable<string> ids) => string.Join(", ", ids.Select(MigrationName.Of));
}
