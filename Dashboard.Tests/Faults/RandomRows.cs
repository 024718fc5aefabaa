using System.Globalization;
using Dashboard.Data.Conventions;
using Dashboard.Data.Entities;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Dashboard.Tests.Faults;

/// <summary>
/// Fills every table of the domain database with random rows by raw SQL. A row that a constraint refuses is skipped, so what remains is what
/// the constraints allow. The same seed gives the same rows.
/// </summary>
internal sealed class RandomRows : IDisposable
{
    private const int RowsPerTable = 60;

    /// <summary>In an order in which references can be satisfied; the other tables are filled when tasks run.</summary>
    private static readonly string[] Tables =
    [
        "committee", "release_policy", "project", "public_signing_key", "key_link", "release", "revision_counter", "blob", "revision", "revision_file", "task",
        "task_step", "mail", "audit_outbox", "change",
    ];

    private readonly Random _random;
    private readonly SqliteConnection _connection;
    private readonly IModel _model;

    private RandomRows(string file, int seed)
    {
        _random = new Random(seed);
        _connection = RawSql.Connect(file);
        using var context = ReleaseDatabase.Open(file);
        _model = context.GetService<IDesignTimeModel>().Model;
    }

    /// <returns>The number of rows in each table.</returns>
    public static IReadOnlyDictionary<string, long> Fill(string file, int seed)
    {
        using var rows = new RandomRows(file, seed);
        rows.Fill();
        return rows._model.GetEntityTypes().Select(entity => entity.GetTableName()!).ToDictionary(
            table => table, table => long.Parse(rows._connection.Read($"SELECT count(*) FROM \"{table}\"").Single(), CultureInfo.InvariantCulture));
    }

    public void Dispose() => _connection.Dispose();

    private void Fill()
    {
        foreach (var table in Tables)
        {
            for (var row = 0; row < RowsPerTable; row++)
            {
                Insert(table);
            }
        }

        foreach (var task in _connection.Read("SELECT id FROM task"))
        {
            Run(task);
        }

        foreach (var release in _connection.Read("SELECT name FROM release ORDER BY name"))
        {
            Vote(release);
        }
    }

    /// <summary>Takes a release through random votes, with random ballots, as far as the state machine allows.</summary>
    private void Vote(string release)
    {
        for (var times = _random.Next(3); times > 0; times--)
        {
            Move(release, "RELEASE_CANDIDATE_DRAFT", "RELEASE_CANDIDATE");
            for (var row = 0; row < 3; row++)
            {
                Insert("vote", ("release_name", $"'{release}'"), ("revision_number", Latest(release)), ("resolved", "NULL"), ("resolved_by", "NULL"), ("outcome", "NULL"), ("reason", "NULL"));
            }

            for (var row = _random.Next(12); row > 0; row--)
            {
                var vote = $"(SELECT max(id) FROM vote WHERE release_name = '{release}')";
                Insert("ballot", ("vote_id", vote), ("manifest_sha256", $"(SELECT manifest_sha256 FROM vote WHERE id = {vote})"));
            }

            Try(
                $"UPDATE vote SET resolved = $p0, resolved_by = $p1, outcome = $p2, reason = $p3 WHERE release_name = '{release}' AND resolved IS NULL AND id % 3 > 0",
                RandomValues.Instant(_random), RandomValues.Text(_random), RandomValues.Enum(_random, typeof(VoteOutcome)), RandomValues.Text(_random));
            Move(release, "RELEASE_CANDIDATE", "RELEASE_CANDIDATE_DRAFT");
            Move(release, "RELEASE_CANDIDATE", "RELEASE_PREVIEW");
            Move(release, "RELEASE_PREVIEW", "RELEASE");
        }
    }

    private void Move(string release, string from, string to)
    {
        Insert("release_transition", ("release_name", $"'{release}'"), ("from_phase", $"'{from}'"), ("to_phase", $"'{to}'"), ("revision_number", Latest(release)));
        Try($"UPDATE release SET phase = '{to}', released = $p0 WHERE name = '{release}' AND phase = '{from}'", to == "RELEASE" ? RandomValues.Instant(_random) : null);
    }

    private static string Latest(string release) => $"(SELECT number FROM revision WHERE release_name = '{release}' ORDER BY seq DESC LIMIT 1)";

    /// <summary>Takes a task through random transitions, with random attempts, lines and results.</summary>
    private void Run(string task)
    {
        for (var times = _random.Next(4); times > 0; times--)
        {
            Try(
                $"UPDATE task SET status = 'ACTIVE', attempt = attempt + 1, started = $p0, pid = $p1, server = $p2 WHERE id = {task}",
                RandomValues.Instant(_random), RandomValues.Integer(_random, isInt: true), RandomValues.Text(_random));
            for (var row = _random.Next(12); row > 0; row--)
            {
                Insert("task_attempt", ("task_id", task), ("attempt", $"(SELECT attempt FROM task WHERE id = {task})"), ("ended", "NULL"), ("outcome", "NULL"));
                Insert("task_log_line", ("task_id", task), ("attempt", $"(SELECT attempt FROM task WHERE id = {task})"));
                Insert(
                    "check_result", ("task_id", task), ("release_name", $"(SELECT project_name || '-' || version_name FROM task WHERE id = {task})"),
                    ("revision_number", $"(SELECT revision_number FROM task WHERE id = {task})"),
                    ("primary_rel_path", Pick($"(SELECT primary_rel_path FROM task WHERE id = {task})", "NULL", "'elsewhere'")));
            }

            Try(
                $"UPDATE task_step SET status = $p0, started = $p1, completed = $p2, message = $p3 WHERE task_id = {task}",
                RandomValues.Enum(_random, typeof(ReleaseTaskStatus)), RandomValues.Instant(_random), RandomValues.Instant(_random), RandomValues.Text(_random));
            Try(
                $"UPDATE task_attempt SET ended = $p0, outcome = $p1, error = $p2 WHERE task_id = {task} AND ended IS NULL",
                RandomValues.Instant(_random), RandomValues.Enum(_random, typeof(TaskAttemptOutcome)), RandomValues.Text(_random));
            Try($"UPDATE task SET progress_done = $p0 WHERE id = {task}", RandomValues.Integer(_random, isInt: false));
            Try(
                $"UPDATE task SET cancel_requested_at = $p0, cancel_requested_by = $p1 WHERE id = {task} AND id % 3 = 0",
                RandomValues.Instant(_random), RandomValues.Text(_random));
            switch (_random.Next(4))
            {
                case 0:
                    Try($"UPDATE task SET status = 'QUEUED', started = NULL, pid = NULL, server = NULL WHERE id = {task}");
                    break;
                case 1:
                    Try(
                        $"UPDATE task SET status = 'COMPLETED', completed = $p0, result = $p1 WHERE id = {task}",
                        RandomValues.Instant(_random), RandomValues.JsonObject(_random));
                    break;
                case 2:
                    Try(
                        $"UPDATE task SET status = 'FAILED', completed = $p0, error = $p1, error_kind = $p2 WHERE id = {task}",
                        RandomValues.Instant(_random), RandomValues.Text(_random), RandomValues.Enum(_random, typeof(TaskErrorKind)));
                    break;
            }
        }
    }

    /// <param name="given">Columns with SQL expressions instead of random values.</param>
    private void Insert(string table, params (string Column, string Sql)[] given)
    {
        var entity = _model.GetEntityTypes().Single(entity => entity.GetTableName() == table);
        var sql = given.ToDictionary(pair => pair.Column, pair => pair.Sql, StringComparer.Ordinal);
        var values = new List<object?>();
        // The longest first: a task refers to a release by two columns, and to its project by one of them.
        foreach (var key in entity.GetForeignKeys().OrderByDescending(key => key.Properties.Count))
        {
            Refer(key, sql, values);
        }

        foreach (var property in entity.GetProperties().Where(property => !IsGenerated(property) && !sql.ContainsKey(property.GetColumnName())))
        {
            sql[property.GetColumnName()] = Parameter(values, Value(table, property));
        }

        foreach (var (column, expression) in Derived(table, sql))
        {
            sql[column] = expression;
        }

        Try($"INSERT INTO \"{table}\" ({string.Join(", ", sql.Keys)}) VALUES ({string.Join(", ", sql.Values)})", [.. values]);
    }

    /// <summary>Refers to a random row, or to none where that is allowed.</summary>
    private void Refer(IForeignKey key, Dictionary<string, string> sql, List<object?> values)
    {
        var columns = key.Properties.Select(property => property.GetColumnName()).ToList();
        if (columns.Any(sql.ContainsKey))
        {
            return;
        }

        var isNull = key.Properties.All(property => property.IsNullable) && _random.Next(4) == 0;
        var principal = string.Join(", ", key.PrincipalKey.Properties.Select(property => property.GetColumnName()));
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT {principal} FROM \"{key.PrincipalEntityType.GetTableName()}\" ORDER BY {principal}";
        var rows = new List<object[]>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                var row = new object[columns.Count];
                reader.GetValues(row);
                rows.Add(row);
            }
        }

        var chosen = isNull || rows.Count == 0 ? null : rows[_random.Next(rows.Count)];
        for (var at = 0; at < columns.Count; at++)
        {
            sql[columns[at]] = Parameter(values, chosen?[at]);
        }
    }

    /// <summary>What a CHECK computes from other columns, and where only one value is allowed at first.</summary>
    private IEnumerable<(string Column, string Sql)> Derived(string table, Dictionary<string, string> sql) => table switch
    {
        "release" => [("name", $"{sql["project_name"]} || '-' || {sql["version"]}"), ("phase", "'RELEASE_CANDIDATE_DRAFT'"), ("released", "NULL")],
        "revision" => RevisionOf(sql),
        "revision_counter" when _random.Next(4) > 0 => [("release_name", $"(SELECT name FROM release ORDER BY name LIMIT 1 OFFSET {_random.Next(RowsPerTable)})"), ("last_allocated_number", Pick("3", "2147483647"))],
        "task" =>
        [
            ("status", "'QUEUED'"), ("attempt", "0"), ("progress_done", "0"),
            .. ((string[])["started", "pid", "server", "completed", "result", "error", "error_kind", "cancel_requested_at", "cancel_requested_by"])
                .Select(column => (column, "NULL")),
            ("revision_number", Pick("'00001'", "NULL", "'none'", RevisionThatIs(sql), RevisionThatIs(sql), RevisionThatIs(sql))), .. PathOf(),
        ],
        _ => [],
    };

    private IEnumerable<(string Column, string Sql)> RevisionOf(Dictionary<string, string> sql)
    {
        var seq = _random.Next(1, 4);
        return [("seq", $"{seq}"), ("number", $"'0000{seq}'"), ("name", $"{sql["release_name"]} || ' 0000{seq}'")];
    }

    /// <summary>Results are allowed for revisions that exist.</summary>
    private static string RevisionThatIs(Dictionary<string, string> sql) =>
        $"(SELECT number FROM revision WHERE release_name = {sql["project_name"]} || '-' || {sql["version_name"]} ORDER BY number LIMIT 1)";

    private IEnumerable<(string Column, string Sql)> PathOf() =>
        _random.Next(2) == 0 ? [("primary_rel_path", $"(SELECT path FROM revision_file ORDER BY path LIMIT 1 OFFSET {_random.Next(5)})")] : [];

    private object? Value(string table, IProperty property)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        var column = property.GetColumnName();
        if (property.IsNullable && _random.Next(3) == 0)
        {
            return null;
        }

        return (table, column) switch
        {
            (_, "sha256") => RandomValues.Hex(_random, 64),
            (_, "sha512") => RandomValues.Hex(_random, 128),
            (_, "fingerprint") => RandomValues.Hex(_random, 40),
            ("committee" or "project", "name") or ("release", "version") => RandomValues.Label(_random),
            ("revision_file", "path") => RandomValues.Path(_random),
            ("audit_outbox", "action") => "release.created",
            ("mail", "message_id" or "recipient") => $"{RandomValues.Label(_random)}@{RandomValues.Label(_random)}",
            (_, "manifest_sha256") => RandomValues.Hex(_random, 64),
            // Every change of another table counts it up, which the largest number would refuse.
            ("change", "sequence") => _random.Next(1000),
            (_, "data" or "details" or "result" or "task_args") => RandomValues.JsonObject(_random),
            _ when type.IsEnum => RandomValues.Enum(_random, type),
            _ when type == typeof(DateTime) => RandomValues.Instant(_random),
            _ when type == typeof(bool) => _random.Next(2),
            _ when type == typeof(int) || type == typeof(long) => RandomValues.Integer(_random, type == typeof(int)),
            _ when type == typeof(Guid) => new Guid(Convert.FromHexString(RandomValues.Hex(_random, 32))).ToString(),
            _ when type == typeof(string) => RandomValues.Text(_random),
            _ => RandomValues.JsonList(_random),
        };
    }

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];

    private static bool IsGenerated(IProperty property) => property.IsPrimaryKey() && property.ValueGenerated == ValueGenerated.OnAdd;

    private static string Parameter(List<object?> values, object? value)
    {
        values.Add(value);
        return $"$p{values.Count - 1}";
    }

    private void Try(string sql, params object?[] values)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var at = 0; at < values.Length; at++)
        {
            command.Parameters.AddWithValue($"$p{at}", values[at] ?? DBNull.Value);
        }

        try
        {
            command.ExecuteNonQuery();
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_MISMATCH)
        {
            // Not a row that the constraints allow.
        }
    }
}
