using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddChangeTopics : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "change",
                columns: table => new
                {
                    topic = table.Column<string>(type: "TEXT", nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_change", x => x.topic);
                });

            migrationBuilder.CreateIndex(
                name: "ix_change_sequence",
                table: "change",
                column: "sequence");

            // A topic's row is only looked for so far back: its table does not grow with the tasks ever run.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_change_insert AFTER INSERT ON change WHEN NEW.sequence > 10000
                BEGIN
                    DELETE FROM change WHERE sequence <= NEW.sequence - 10000;
                END;
                """);

            foreach (var (table, events) in Watched)
            {
                foreach (var (when, topics) in events)
                {
                    migrationBuilder.Sql(
                        $"""
                        CREATE TRIGGER {TriggerOf(table, when)} AFTER {when} ON {table}
                        BEGIN
                            {string.Join("\n    ", topics.Select(Bump))}
                        END;
                        """);
                }
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var (table, events) in Watched)
            {
                foreach (var (when, _) in events)
                {
                    migrationBuilder.Sql($"DROP TRIGGER {TriggerOf(table, when)};");
                }
            }

            migrationBuilder.DropTable(
                name: "change");
        }

        /// <summary>
        /// What each write changes, as SQL expressions: the same topics that ChangeTopics tells of an entity. Progress saves name none of the
        /// columns of task below, so they bump nothing; steps, attempts and log lines change with their task.
        /// </summary>
        private static readonly (string Table, (string When, string[] Topics)[] Events)[] Watched =
        [
            ("committee", All("'projects'")),
            ("project", All("'projects'")),
            ("release_policy", All("'projects'")),
            ("release",
            [
                ("INSERT", ["'releases'", "'release:' || NEW.name"]),
                ("UPDATE", ["'releases'", "'release:' || OLD.name", "'release:' || NEW.name"]),
                ("DELETE", ["'releases'", "'release:' || OLD.name"]),
            ]),
            ("revision",
            [
                ("INSERT", ["'releases'", "'release:' || NEW.release_name"]),
                ("DELETE", ["'releases'", "'release:' || OLD.release_name"]),
            ]),
            ("check_result",
            [
                ("INSERT", ["'releases'", "'release:' || NEW.release_name"]),
                ("UPDATE", ["'releases'", "'release:' || OLD.release_name", "'release:' || NEW.release_name"]),
                ("DELETE", ["'releases'", "'release:' || OLD.release_name"]),
            ]),
            ("task",
            [
                ("INSERT", TopicsOfTask("NEW")),
                ("UPDATE OF status, attempt, priority, error, error_kind, cancel_requested_at", TopicsOfTask("NEW")),
                ("DELETE", TopicsOfTask("OLD")),
            ]),
            ("public_signing_key", All("'keys'")),
            ("key_link", All("'keys'")),
        ];

        private static (string, string[])[] All(string topic) => [("INSERT", [topic]), ("UPDATE", [topic]), ("DELETE", [topic])];

        private static string[] TopicsOfTask(string row) =>
        [
            "'tasks'",
            $"'task:' || {row}.id",
            $"CASE WHEN {row}.project_name IS NOT NULL AND {row}.version_name IS NOT NULL THEN 'releases' END",
            $"'release:' || {row}.project_name || '-' || {row}.version_name",
        ];

        // A null topic is none: a task of no release.
        private static string Bump(string topic) =>
            $"INSERT INTO change (topic, sequence) SELECT topic, (SELECT coalesce(max(sequence), 0) + 1 FROM change) FROM (SELECT {topic} AS topic) "
            + "WHERE topic IS NOT NULL ON CONFLICT (topic) DO UPDATE SET sequence = excluded.sequence;";

        private static string TriggerOf(string table, string when) => $"tr_{table}_change_{when.Split(' ')[0].ToLowerInvariant()}";
    }
}
