using System.CommandLine;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine.Schema;

/// <summary><c>dashboard.sh schema backup</c>: back up the databases and keys, beside a running server too.</summary>
internal static class SchemaBackupVerb
{
    public static Command Create(Terminal terminal)
    {
        var (json, reason) = (SchemaArguments.Json(), SchemaArguments.Reason());
        var list = new Option<bool>("--list") { Description = "List the backups instead." };
        var command = new Command("backup", "Make and verify a backup; a server may keep serving.") { json, list, reason };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var engine = await SchemaVerbContext.OpenToReadAsync(cancellation);
            await WriteAsync(terminal, parsed.GetValue(list) ? engine.Backups.List() : [Create(engine, parsed.GetValue(reason))], parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static BackupManifest Create(SchemaEngine engine, string? reason)
    {
        var actor = SchemaVerbContext.Actor(reason);
        var backup = engine.Backups.Create(actor.Reason ?? "Made on the command line", SchemaJournal.AppVersion);
        if (SchemaVerbContext.HasJournal)
        {
            engine.Journal.Audit(actor, "backup.made", ("backup", backup.Name));
        }

        return backup;
    }

    private static async Task WriteAsync(Terminal terminal, IReadOnlyList<BackupManifest> backups, bool asJson)
    {
        if (asJson)
        {
            await SchemaJson.WriteAsync(terminal, new { backups });
            return;
        }

        foreach (var backup in backups)
        {
            await terminal.Out.WriteLineAsync($"{backup.Name}  {ConsoleText.Size(backup.Bytes)}  at {SchemaText.NameOf(backup.LastMigration)}  {backup.AppVersion}  {ConsoleText.OneLine(backup.Reason)}");
        }
    }
}
