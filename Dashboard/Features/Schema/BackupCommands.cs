using System.Formats.Tar;
using Dashboard.Data.Changes;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;

namespace Dashboard.Features.Schema;

/// <summary>Making, verifying, restoring, downloading and deleting backups. For administrators.</summary>
public sealed class BackupCommands(
    SchemaEngine engine, SchemaOperationRunner runner, SchemaConfirmations confirmations, PasswordCommands passwords, IChangeSink changes)
{
    /// <returns>Why it was not started; null when it was.</returns>
    public string? Create(Caller caller, string reason) => runner.Start(caller, "Backup", expected: null, (_, _) =>
    {
        var backup = engine.Backups.Create(reason, SchemaJournal.AppVersion);
        engine.Journal.Audit(confirmations.ActorOf(caller, reason), "backup.made", ("backup", backup.Name));
        return Task.FromResult<SchemaOperationResult>(new(true, $"Backup {backup.Name} was made and verified: opened, checked, hashed, {backup.Rows.Values.Sum()} rows counted."));
    });

    /// <returns>Why it was not started; null when it was.</returns>
    public string? Verify(Caller caller, string name) => runner.Start(caller, $"Verification of backup {name}", expected: null, (_, _) =>
    {
        var problems = engine.Backups.Verify(engine.Backups.Find(name));
        return Task.FromResult<SchemaOperationResult>(new(problems.Count == 0, problems.Count == 0
            ? $"Backup {name} is sound: hashes, SQLite's integrity check, migrations and row counts are as when it was made."
            : string.Join(' ', problems)));
    });

    /// <summary>Replaces the database by a backup.</summary>
    /// <param name="confirmation">With the backup's name typed.</param>
    /// <returns>Why it was not started; null when it was.</returns>
    public async Task<string?> RestoreAsync(Caller caller, string name, RestoredWork work, SchemaConfirmation confirmation, CancellationToken cancellation) =>
        await confirmations.RefusalAsync(caller, name, confirmation, cancellation)
        ?? runner.Start(caller, $"Restore of backup {name}", expected: null, async (progress, stop) =>
            SchemaOperationResult.Of(await engine.RestoreAsync(name, confirmations.ActorOf(caller, confirmation.Reason), work, progress, stop)));

    /// <summary>Allows a backup to be downloaded. It holds everyone's data, the accounts and the keys.</summary>
    /// <param name="password">The caller's own: a browser left open must not be enough.</param>
    public async Task<Outcome<BackupManifest>> AllowDownloadAsync(Caller caller, string name, string password, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        if (Find(name) is not { } backup)
        {
            return NoBackup(name);
        }

        var confirmed = await passwords.ConfirmAsync(caller, password, cancellation);
        if (!confirmed.Done)
        {
            return confirmed.Refused;
        }

        engine.Journal.Audit(new(caller.UserName, AccountId: caller.AccountId), "backup.downloaded", ("backup", name));
        return backup;
    }

    /// <summary>Writes all files of a backup as one tar archive.</summary>
    public async Task WriteArchiveAsync(BackupManifest backup, Stream target, CancellationToken cancellation)
    {
        await using var archive = new TarWriter(target, TarEntryFormat.Pax, leaveOpen: true);
        var directory = engine.Backups.DirectoryOf(backup);
        foreach (var file in backup.Files.Select(file => file.Name).Append(SchemaBackups.ManifestName))
        {
            await archive.WriteEntryAsync(Path.Combine(directory, file), $"{backup.Name}/{file}", cancellation);
        }
    }

    /// <param name="confirmation">With the backup's name typed.</param>
    public async Task<Outcome<BackupManifest>> DeleteAsync(Caller caller, string name, SchemaConfirmation confirmation, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        if (Find(name) is not { } backup)
        {
            return NoBackup(name);
        }

        if (await confirmations.RefusalAsync(caller, name, confirmation, cancellation) is { } refusal)
        {
            return new Refused(refusal);
        }

        engine.Backups.Delete(backup);
        engine.Journal.Audit(new(caller.UserName, AccountId: caller.AccountId), "backup.deleted", ("backup", name));
        changes.Publish(SchemaTopics.Status);
        return backup;
    }

    private BackupManifest? Find(string name) => engine.Backups.List().FirstOrDefault(manifest => manifest.Name == name);

    private static Refused NoBackup(string name) => Refused.NotFound($"There is no backup {name}. Reload the page to see those that there are.");
}
