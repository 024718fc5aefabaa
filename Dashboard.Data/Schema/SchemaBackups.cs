using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dashboard.Data.Schema.Sqlite;

namespace Dashboard.Data.Schema;

/// <summary>
/// Verified copies of the database, of operations.db and of the keys, a directory each. A directory has its name and its
/// manifest only when everything in it has been opened, checked and hashed.
/// </summary>
public sealed class SchemaBackups(BackupPlaces places, TimeProvider? time = null)
{
    /// <summary>The file that says what a backup is.</summary>
    public const string ManifestName = "manifest.json";

    private const string DatabaseName = "dashboard.db";
    private const string OperationsName = "operations.db";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The directory of all backups; it need not be there yet.</summary>
    public string Place => places.Directory;

    /// <summary>Makes and verifies a backup.</summary>
    /// <param name="reason">Why, in words.</param>
    /// <param name="appVersion">The program's version.</param>
    /// <exception cref="SchemaException">The copy is not sound. Nothing is left behind.</exception>
    public BackupManifest Create(string reason, string appVersion)
    {
        MakePrivate(places.Directory);
        var now = _time.GetUtcNow().UtcDateTime;
        var name = FreeName(now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        var partial = Path.Combine(places.Directory, $".partial-{name}");
        try
        {
            MakePrivate(partial);
            SqliteCopy.Make(places.Database, Path.Combine(partial, DatabaseName));
            if (places.Operations is { } operations && File.Exists(operations))
            {
                SqliteCopy.Make(operations, Path.Combine(partial, OperationsName));
                Open(Path.Combine(partial, OperationsName));
            }

            CopyKeys(partial);
            var (applied, rows) = Open(Path.Combine(partial, DatabaseName));
            var manifest = new BackupManifest
            {
                Name = name,
                Created = now,
                Reason = reason,
                AppVersion = appVersion,
                Applied = applied,
                Rows = rows,
                Files = Directory.EnumerateFiles(partial, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                    .Select(file => Describe(partial, file)).ToList(),
            };
            var manifestPath = Path.Combine(partial, ManifestName);
            File.WriteAllText(manifestPath, JsonSerializer.Serialize(manifest, Json));
            SqliteCopy.Flush(manifestPath);
            Directory.Move(partial, Path.Combine(places.Directory, name));
            return manifest;
        }
        catch (DbException error)
        {
            throw new SchemaException($"The backup failed: {error.Message} Nothing was changed.", error);
        }
        catch (IOException error)
        {
            throw new SchemaException($"The backup failed: {error.Message} Nothing was changed.", error);
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }

    /// <summary>All backups, newest first. Directories without a readable manifest are none.</summary>
    public IReadOnlyList<BackupManifest> List() =>
        !Directory.Exists(places.Directory) ? [] : Directory.EnumerateDirectories(places.Directory)
            .Where(directory => !Path.GetFileName(directory).StartsWith('.'))
            .Select(Manifest).OfType<BackupManifest>()
            .OrderByDescending(manifest => manifest.Name, StringComparer.Ordinal).ToList();

    /// <summary>One backup by its name.</summary>
    /// <exception cref="SchemaException">There is none of the name.</exception>
    public BackupManifest Find(string name) =>
        List().FirstOrDefault(manifest => manifest.Name == name)
        ?? throw new SchemaException($"There is no backup {name}. Known: {string.Join(", ", List().Take(5).Select(manifest => manifest.Name))}.");

    /// <summary>Reads everything again: hashes, soundness, migrations, rows.</summary>
    /// <returns>What is wrong, a sentence each; empty when the backup is good.</returns>
    public IReadOnlyList<string> Verify(BackupManifest manifest)
    {
        var problems = new List<string>();
        var directory = DirectoryOf(manifest);
        foreach (var file in manifest.Files)
        {
            var path = Path.Combine(directory, file.Name);
            if (!File.Exists(path))
            {
                problems.Add($"{file.Name} is missing.");
            }
            else if (SqliteCopy.Sha256(path) != file.Sha256)
            {
                problems.Add($"{file.Name} is not what it was when the backup was made.");
            }
        }

        if (problems.Count == 0)
        {
            try
            {
                var (applied, rows) = Open(DatabaseOf(manifest));
                if (!applied.SequenceEqual(manifest.Applied) || !rows.OrderBy(r => r.Key).SequenceEqual(manifest.Rows.OrderBy(r => r.Key)))
                {
                    problems.Add("The database in it has other migrations or rows than the manifest says.");
                }
            }
            catch (Exception error) when (SchemaErrors.IsExpected(error))
            {
                problems.Add(error.Message);
            }
        }

        return problems;
    }

    /// <summary>Why a backup must not be restored; null when it may be.</summary>
    /// <param name="manifest">The backup.</param>
    /// <param name="known">Migrations of the build.</param>
    public string? Refusal(BackupManifest manifest, IReadOnlyList<string> known)
    {
        if (Verify(manifest) is { Count: > 0 } problems)
        {
            return $"The backup {manifest.Name} is damaged: {string.Join(' ', problems)}";
        }

        using (var connection = SqliteFile.Open(DatabaseOf(manifest)))
        {
            if (SqliteCatalog.ApplicationId(connection) != places.ApplicationId)
            {
                return $"The backup {manifest.Name} is of another program.";
            }
        }

        var unknown = manifest.Applied.Except(known, StringComparer.Ordinal).ToList();
        return unknown.Count == 0 ? null
            : $"The backup {manifest.Name} was made by a newer build ({manifest.AppVersion}): {string.Join(", ", unknown.Select(MigrationName.Of))} is unknown here.";
    }

    /// <summary>Deletes a backup.</summary>
    public void Delete(BackupManifest manifest) => Directory.Delete(DirectoryOf(manifest), recursive: true);

    /// <summary>Removes what killed attempts left.</summary>
    public void DeletePartial()
    {
        if (Directory.Exists(places.Directory))
        {
            foreach (var partial in Directory.EnumerateDirectories(places.Directory, ".partial-*"))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }

    /// <summary>
    /// The backups that may go: older than the days and not among the newest. The newest one of every schema that is not the present one
    /// stays: it may be the only way back there.
    /// </summary>
    /// <param name="retention">Which backups stay.</param>
    /// <param name="current">The newest migration of the live database.</param>
    public IReadOnlyList<BackupManifest> Expired(BackupRetention retention, string? current)
    {
        var all = List();
        var oldest = _time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(retention.Days);
        return all.Skip(retention.Number).Where(manifest => manifest.Created < oldest).Except(WaysBack(all, current)).ToList();
    }

    /// <summary>The newest backup of every schema but the present one.</summary>
    public static IEnumerable<BackupManifest> WaysBack(IReadOnlyList<BackupManifest> newestFirst, string? current) =>
        newestFirst.Where(manifest => manifest.LastMigration != current).GroupBy(manifest => manifest.LastMigration).Select(schema => schema.First());

    /// <summary>The directory of a backup.</summary>
    public string DirectoryOf(BackupManifest manifest) => Path.Combine(places.Directory, manifest.Name);

    /// <summary>The copy of operations.db in a backup; null where it has none.</summary>
    public string? OperationsOf(BackupManifest manifest) =>
        manifest.Files.Any(file => file.Name == OperationsName) ? Path.Combine(DirectoryOf(manifest), OperationsName) : null;

    /// <summary>The copy of the database in a backup.</summary>
    public string DatabaseOf(BackupManifest manifest) => Path.Combine(DirectoryOf(manifest), DatabaseName);

    private static BackupManifest? Manifest(string directory)
    {
        try
        {
            // Whoever unpacks a foreign archive here must not have other files handed out, or deleted, in its name.
            return JsonSerializer.Deserialize<BackupManifest>(File.ReadAllText(Path.Combine(directory, ManifestName)), Json) is { } manifest
                && manifest.Name == Path.GetFileName(directory)
                && manifest is { Reason: not null, AppVersion: not null, Applied: not null, Rows: not null, Files: not null }
                && manifest.Files.All(file => file?.Sha256 is not null && IsWithin(file.Name))
                ? manifest : null;
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsWithin(string? name) =>
        !string.IsNullOrEmpty(name) && !Path.IsPathRooted(name) && !name.Contains('\\', StringComparison.Ordinal) && name.Split('/').All(part => part is not ("" or "." or ".."));

    private static (IReadOnlyList<string> Applied, Dictionary<string, long> Rows) Open(string path)
    {
        using var connection = SqliteFile.Open(path);
        return SqliteCopy.Problem(connection) is { } problem
            ? throw new SchemaException($"{Path.GetFileName(path)} in the backup is not sound: {problem}")
            : (SqliteCatalog.Applied(connection), SqliteCatalog.Rows(connection));
    }

    private static BackupFile Describe(string root, string path) =>
        new(Path.GetRelativePath(root, path).Replace('\\', '/'), new FileInfo(path).Length, SqliteCopy.Sha256(path));

    private void CopyKeys(string partial)
    {
        if (places.Keys is { } keys && Directory.Exists(keys))
        {
            var target = Path.Combine(partial, "keys");
            MakePrivate(target);
            foreach (var key in Directory.EnumerateFiles(keys))
            {
                var copy = Path.Combine(target, Path.GetFileName(key));
                File.Copy(key, copy);
                SqliteCopy.Flush(copy);
            }
        }
    }

    /// <summary>Two backups in one second are told apart by a number.</summary>
    private string FreeName(string stem)
    {
        for (var number = 1; ; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number:00}");
            if (!Directory.Exists(Path.Combine(places.Directory, name)))
            {
                return name;
            }
        }
    }

    /// <summary>Backups hold secrets: only the owner reads them.</summary>
    private static void MakePrivate(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
