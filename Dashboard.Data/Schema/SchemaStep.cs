namespace Dashboard.Data.Schema;

/// <summary>Which way a migration is taken.</summary>
public enum SchemaDirection
{
    /// <summary>The migration is applied.</summary>
    Up,

    /// <summary>The migration is reverted.</summary>
    Down,
}

/// <summary>What a command is to the executor.</summary>
public enum SchemaCommandKind
{
    /// <summary>A command of the migration with nothing special about it.</summary>
    Plain,

    /// <summary>A command that EF Core generated for a table rebuild: create, copy, drop or rename.</summary>
    Rebuild,

    /// <summary>SQL written by hand, or rows inserted, updated or deleted: may change how many rows there are.</summary>
    Data,

    /// <summary>The insert or delete in the history table.</summary>
    History,
}

/// <summary>One command, exactly as it runs.</summary>
/// <param name="Sql">One or more statements.</param>
/// <param name="Kind">How the executor treats it.</param>
public sealed record SchemaCommand(string Sql, SchemaCommandKind Kind);

/// <summary>
/// One migration in one direction with everything that runs for it. It holds no code and can be stored, so
/// that a build that does not know the migration can still take it down.
/// </summary>
/// <param name="MigrationId">EF's id: a time and a name.</param>
/// <param name="Direction">Up or down.</param>
/// <param name="Commands">In order; the last one writes the history.</param>
/// <param name="Renames">Tables that get another name, by their old name.</param>
/// <param name="ModelIndexes">Indexes that the model before or after declares; a rebuild re-creates all others that it drops.</param>
public sealed record SchemaStep(
    string MigrationId,
    SchemaDirection Direction,
    IReadOnlyList<SchemaCommand> Commands,
    IReadOnlyDictionary<string, string> Renames,
    IReadOnlyList<string> ModelIndexes)
{
    /// <summary>The id without its time.</summary>
    public string Name => MigrationName.Of(MigrationId);

    /// <summary>SHA-256 of the commands: differs when the migration was edited.</summary>
    public string Hash() => SchemaHash.Of(Commands.Where(c => c.Kind != SchemaCommandKind.History).Select(c => c.Sql));
}
