using System.CommandLine;
using Dashboard.CommandLine.Schema;
using Dashboard.Data.Operations;

namespace Dashboard.CommandLine.Operations;

/// <summary><c>dashboard.sh operations</c>: backs up and restores operations.db without a server, also when it is damaged or missing.</summary>
internal static class OperationsVerb
{
    public static Command Create(Terminal terminal) => new("operations", "Back up and restore operations.db: accounts, audit trail and schema history.")
    {
        CreateBackup(terminal),
        CreateRestore(terminal),
    };

    private static OperationsBackups Backups()
    {
        var directory = SchemaVerbContext.Directory;
        VerbContext.Require(directory);
        return new OperationsBackups(directory);
    }

    private static Command CreateBackup(Terminal terminal)
    {
        var list = new Option<bool>("--list") { Description = "List the backups that have operations.db instead." };
        var command = new Command("backup", "Make and verify a backup of both databases and the keys; a server may keep serving.") { list };
        command.SetAction(async (parsed, _) =>
        {
            var backups = Backups();
            foreach (var backup in parsed.GetValue(list) ? backups.List() : [backups.Create("Made on the command line")])
            {
                await terminal.Out.WriteLineAsync($"{backup.Name}  {ConsoleText.Size(backup.Bytes)}  {backup.AppVersion}  {ConsoleText.OneLine(backup.Reason)}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateRestore(Terminal terminal)
    {
        var name = new Argument<string>("BACKUP") { Description = "The backup's name, as operations backup --list prints it." };
        var yes = SchemaArguments.Yes();
        var command = new Command("restore", "Replace operations.db by the copy in a backup; the present file is kept beside it. Stop the server first.") { name, yes };
        command.SetAction(async (parsed, _) =>
        {
            var backups = Backups();
            var backup = backups.Require(parsed.GetRequiredValue(name));
            if (!parsed.GetValue(yes))
            {
                await terminal.Error.WriteLineAsync($"Accounts, audit trail and schema history go back to {backup.Created:yyyy-MM-dd HH:mm} UTC. Passwords, roles and revoked tokens are again as they were then.");
                await Confirmation.RequireAsync(terminal, backup.Name);
            }

            var kept = backups.Restore(backup.Name);
            await terminal.Out.WriteLineAsync(kept is null ? $"operations.db of {backup.Name} is in place." : $"operations.db of {backup.Name} is in place. The file before it is kept as {kept}.");
            return ExitCode.Done;
        });
        return command;
    }
}
