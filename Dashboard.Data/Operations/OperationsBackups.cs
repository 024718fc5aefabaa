using System.Globalization;
using Dashboard.Data.Schema;
using Dashboard.Data.Schema.Sqlite;

namespace Dashboard.Data.Operations;

/// <summary>Restores operations.db from the backups of a state directory. The present file may be damaged or missing, and no server may run.</summary>
/// <param name="stateDirectory">Absolute.</param>
public sealed class OperationsBackups(string stateDirectory, TimeProvider? time = null)
{
    private readonly SchemaBackups _backups = DashboardSchema.BackupsOf(stateDirectory, time);
    private readonly string _file = Path.Combine(stateDirectory, OperationsDatabase.FileName);

    /// <summary>The backups that have a copy of operations.db, newest first.</summary>
    public IReadOnlyList<BackupManifest> List() => _backups.List().Where(manifest => _backups.OperationsOf(manifest) is not null).ToList();

    /// <summary>Makes and verifies a backup of the whole state.</summary>
    /// <exception cref="SchemaException">A database cannot be copied. Nothing is left behind.</exception>
    public BackupManifest Create(string reason) => _backups.Create(reason, SchemaJournal.AppVersion);

    /// <summary>Finds a backup and reads it through.</summary>
    /// <exception cref="SchemaException">There is none of the name, it has no operations.db, or it is damaged.</exception>
    public BackupManifest Require(string name)
    {
        var manifest = _backups.Find(name);
        if (_backups.OperationsOf(manifest) is not { } copy)
        {
            throw new SchemaException($"The backup {name} has no {OperationsDatabase.FileName}. Choose another: ./dashboard.sh operations backup --list names them.");
        }

        if (_backups.Verify(manifest) is { Count: > 0 } problems)
        {
            throw new SchemaException($"The backup {name} is damaged: {string.Join(' ', problems)}");
        }

        using var connection = SqliteFile.Open(copy);
        return SqliteCopy.Problem(connection) is { } damage
            ? throw new SchemaException($"The {OperationsDatabase.FileName} of the backup {name} is damaged: {damage}")
            : manifest;
    }

    /// <summary>
    /// Replaces operations.db by the copy in a backup. A process that is killed in between leaves the present file, the copy, or neither at its
    /// place; the present one is kept beside it in any case, and the restore can be run again.
    /// </summary>
    /// <returns>Where the replaced file is kept; null when there was none.</returns>
    /// <exception cref="SchemaException">A server runs, or the backup cannot be restored.</exception>
    public string? Restore(string name)
    {
        var copy = _backups.OperationsOf(Require(name))!;
        // A start upgrades operations.db under this lock, after it has announced itself.
        using var held = FileLock.TryTake(_file + ".schema.lock", "restore operations.db") ?? throw new SchemaException($"{_file} is being upgraded. Wait until that has ended, then try again.");
        if (StateServers.Of(stateDirectory) is [var server, ..])
        {
            throw new SchemaException($"{server} uses {_file}. Stop it, then try again.");
        }

        var incoming = $"{_file}.restoring-{Guid.NewGuid():N}";
        File.Copy(copy, incoming);
        SqliteCopy.Flush(incoming);
        var kept = $"{_file}.replaced-{(time ?? TimeProvider.System).GetUtcNow().UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture)}";
        var existed = File.Exists(_file);
        // The log first: the file alone is what it was at its last checkpoint, but a log beside another file would be applied to it.
        foreach (var suffix in (string[])["-wal", "-shm", ""])
        {
            if (File.Exists(_file + suffix))
            {
                File.Move(_file + suffix, kept + suffix);
            }
        }

        File.Move(incoming, _file);
        return existed ? kept : null;
    }
}
