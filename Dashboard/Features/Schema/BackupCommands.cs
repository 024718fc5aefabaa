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

    /// <exception cref="SchemaException">There is no such backup.</exception>
    public void Delete(Caller caller, string name)
    {
        caller.RequireAdministrator();
        caller.RequireNoToken();
        engine.Backups.Delete(engine.Backups.Find(name));
        engine.Journal.Audit(new(caller.UserName, AccountId: caller.AccountId), "backup.deleted", ("backup", name));
        changes.Publish(SchemaRuns.Topic);
    }
}
