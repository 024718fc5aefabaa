using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>What one step did.</summary>
/// <param name="Step">The step.</param>
/// <param name="Duration">Time of its commands.</param>
/// <param name="Rows">Rows of each table that it wrote, when it was done.</param>
public sealed record ExecutedStep(SchemaStep Step, TimeSpan Duration, IReadOnlyDictionary<string, long> Rows);

/// <summary>
/// Runs steps in one <c>BEGIN IMMEDIATE</c> transaction: after a kill, a full disk or any error the database is
/// what it was before. Whatever EF Core's rebuild would lose on the way is created again.
/// </summary>
/// <param name="database">Open, with foreign keys off. SQLite ignores their switch inside a transaction, and with them on
/// <c>DROP TABLE</c> of a parent deletes the children's rows.</param>
/// <param name="createHistorySql">Creates the history table where it is missing.</param>
/// <param name="progress">Told synchronously before every act.</param>
internal sealed class SqliteExecutor(DbConnection database, string createHistorySql, IProgress<SchemaProgress>? progress)
{
    private readonly SqliteConnection _connection = (SqliteConnection)database;
    private int _done;
    private int _total;

    /// <summary>Applies the steps, all or none.</summary>
    /// <param name="steps">In order.</param>
    /// <param name="expectedApplied">The applied migrations that the plan starts from.</param>
    /// <param name="beforeStep">Told inside the transaction, before the first command of each step.</param>
    /// <param name="verify">Throws when the result, still inside the transaction, is not what it should be.</param>
    /// <param name="cancellation">Interrupts the running statement; ignored once the commit began.</param>
    /// <exception cref="SchemaException">Refused or failed; nothing has changed.</exception>
    public IReadOnlyList<ExecutedStep> Execute(
        IReadOnlyList<SchemaStep> steps,
        IReadOnlyList<string> expectedApplied,
        Action<SchemaStep>? beforeStep,
        Action? verify,
        CancellationToken cancellation)
    {
        _total = steps.Sum(step => step.Commands.Count);
        if (_connection.Scalar<long>("PRAGMA foreign_keys") != 0)
        {
            throw new SchemaException("Foreign keys are on, and a rebuilt table would take the rows of its children with it. Nothing was changed.");
        }

        using var transaction = _connection.BeginTransaction(deferred: false);
        try
        {
            var executed = Within(steps, expectedApplied, beforeStep, verify, cancellation);
            progress?.Report(new(SchemaRunState.Committing, null, _done, _total, "Commit"));
            cancellation.ThrowIfCancellationRequested();
            transaction.Commit();
            return executed;
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
        {
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }

    private List<ExecutedStep> Within(
        IReadOnlyList<SchemaStep> steps,
        IReadOnlyList<string> expectedApplied,
        Action<SchemaStep>? beforeStep,
        Action? verify,
        CancellationToken cancellation)
    {
        using var interrupt = cancellation.Register(() => SQLitePCL.raw.sqlite3_interrupt(_connection.Handle));
        _connection.Execute(createHistorySql);
        if (SqliteCatalog.StaleLock(_connection) is { } since)
        {
            // Under our lock and inside this transaction nobody migrates: the row outlived its process.
            progress?.Report(new(SchemaRunState.Applying, null, 0, _total, $"Clear the lock row that another tool left at {since}"));
            _connection.Execute($"DELETE FROM \"{SqliteCatalog.LockTable}\"");
        }

        if (!SqliteCatalog.Applied(_connection).SequenceEqual(expectedApplied, StringComparer.Ordinal))
        {
            throw new SchemaException("The database has other migrations than when the plan was made. Make a new plan.");
        }

        var rows = SqliteCatalog.Rows(_connection);
        var violations = SqliteCatalog.Violations(_connection);
        var sequences = SqliteCatalog.Sequences(_connection);
        var executed = new List<ExecutedStep>();
        foreach (var step in steps)
        {
            beforeStep?.Invoke(step);
            executed.Add(Run(step, rows, cancellation));
            violations = violations.ToDictionary(v => (Renamed(step, v.Key.Child), Renamed(step, v.Key.Parent)), v => v.Value);
            sequences = sequences.ToDictionary(s => Renamed(step, s.Key), s => s.Value, StringComparer.Ordinal);
        }

        progress?.Report(new(SchemaRunState.Verifying, null, _done, _total, "Compare rows, references, triggers and views"));
        Compare(rows, violations, sequences);
        SqliteObjects.Compile(_connection);
        verify?.Invoke();
        return executed;
    }

    private ExecutedStep Run(SchemaStep step, Dictionary<string, long> rows, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var rebuild = new SqliteRebuild(_connection, step.ModelIndexes);
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, command) in step.Commands.Index())
        {
            var number = index + 1;
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new(SchemaRunState.Applying, step.MigrationId, _done, _total, FirstLine(command.Sql)));
            try
            {
                using (command.Kind == SchemaCommandKind.Data ? new WriteWatch(_connection, written) : null)
                {
                    rebuild.Execute(command);
                }
            }
            catch (SqliteException error) when (error.SqliteErrorCode != SQLitePCL.raw.SQLITE_INTERRUPT)
            {
                throw new SchemaException(
                    string.Create(CultureInfo.InvariantCulture, $"{step.Name} failed at its command {number} of {step.Commands.Count}: {error.Message} The command was: {command.Sql.Trim()}"),
                    error);
            }

            _done++;
        }

        return new(step, clock.Elapsed, FinishStep(step, rows, rebuild, written));
    }

    /// <summary>Carries the expected row counts over the step: only SQL that says so may change how many rows there are.</summary>
    private Dictionary<string, long> FinishStep(SchemaStep step, Dictionary<string, long> rows, SqliteRebuild rebuild, HashSet<string> written)
    {
        foreach (var (from, to) in step.Renames)
        {
            if (rows.Remove(from, out var count))
            {
                rows[to] = count;
            }
        }

        var tables = SqliteCatalog.Tables(_connection);
        foreach (var gone in rows.Keys.Except(tables).ToList())
        {
            rows.Remove(gone);
        }

        foreach (var table in tables.Where(table => written.Contains(table) || !rows.ContainsKey(table)))
        {
            rows[table] = SqliteCatalog.Rows(_connection, table);
        }

        return tables.Where(table => written.Contains(table) || rebuild.Rebuilt.Contains(table))
            .ToDictionary(table => table, table => rows[table], StringComparer.Ordinal);
    }

    private void Compare(
        Dictionary<string, long> expectedRows, Dictionary<(string Child, string Parent), long> violations, Dictionary<string, long> sequences)
    {
        foreach (var (table, count) in SqliteCatalog.Rows(_connection))
        {
            if (count != expectedRows.GetValueOrDefault(table))
            {
                throw new SchemaException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{table} would have {count} rows instead of {expectedRows.GetValueOrDefault(table)}, and no command says so. Everything was rolled back."));
            }
        }

        foreach (var ((child, parent), count) in SqliteCatalog.Violations(_connection))
        {
            var before = violations.GetValueOrDefault((child, parent));
            if (count > before)
            {
                throw new SchemaException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count - before} rows of {child} would point to rows of {parent} that do not exist. Everything was rolled back."));
            }
        }

        var now = SqliteCatalog.Sequences(_connection);
        foreach (var (table, value) in sequences)
        {
            if (now.GetValueOrDefault(table) < value && SqliteCatalog.IsAutoincrement(_connection, table))
            {
                SqliteRebuild.Raise(_connection, table, value);
            }
        }
    }

    private static string Renamed(SchemaStep step, string table) => step.Renames.GetValueOrDefault(table, table);

    private static string FirstLine(string sql)
    {
        var text = sql.Trim();
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? text : text[..end].TrimEnd();
    }
}
