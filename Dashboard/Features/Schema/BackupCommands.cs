using System.Formats.Tar;
using Dashboard.Data.Changes;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;

namespace Dashboard.Features.Schema;

/// <summary>Taking backups away, and doing away with them. For administrators.</summary>
public sealed class BackupCommands(SchemaEngine engine, PasswordCommands passwords, IChangeSink changes)
{
    /// <summary>Lets a backup out of the house: it holds everybody's data, the accounts and the keys.</summary>
    /// <param name="password">The caller's own, once more: a browser left open must not be enough.</param>
    public async Task<Outcome<BackupManifest>> ReleaseAsync(Caller caller, string name, string password, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        if (engine.Backups.List().FirstOrDefault(manifest => manifest.Name == name) is not { } backup)
        {
            return new Refused($"There is no backup {name}.");
        }

        var confirmed = await passwords.ConfirmAsync(caller, password, cancellation);
        if (!confirmed.Done)
        {
            return new Refused(confirmed.Refusal);
        }

        engine.Journal.Audit(new(caller.UserName, AccountId: caller.AccountId), "backup.downloaded", ("backup", name));
        return backup;
    }

    /// <summary>Writes all files of a backup as one tar archive.</summary>
    public async Task WriteAsync(BackupManifest backup, Stream target, CancellationToken cancellation)
    {
        await using var archive = new TarWriter(target, TarEntryFormat.Pax, leaveOpen: true);
        var directory = engine.Backups.DirectoryOf(backup);
        foreach (var file in backup.Files.Select(file => file.Name).Append(SchemaBackups.ManifestName))
        {
            await archive.WriteEntryAsync(Path.Combine(directory, file), $"{backup.Name}/{file}", cancellation);
        }
    }

    /// <param name="consent">With the backup's name as the one who agrees has typed it.</param>
    public async Task<Outcome<BackupManifest>> DeleteAsync(Caller caller, string name, SchemaConsent consent, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        caller.RequireNoToken();
        if (engine.Backups.List().FirstOrDefault(manifest => manifest.Name == name) is not { } backup)
        {
            return new Refused($"There is no backup {name}.");
        }

        if (consent.Typed?.Trim() != name)
        {
            return new Refused($"Type \"{name}\" to agree.");
        }

        var confirmed = await passwords.ConfirmFreshAsync(caller, consent.Password, cancellation);
        if (!confirmed.Done)
        {
            return new Refused(confirmed.Refusal);
        }

        engine.Backups.Delete(backup);
        engine.Journal.Audit(new(caller.UserName, AccountId: caller.AccountId), "backup.deleted", ("backup", name));
        changes.Publish(SchemaRuns.Topic);
        return backup;
    }
}
