using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Data.Operations.Migrations
{
    /// <inheritdoc />
    public partial class AddSchemaRequestsAndAcceptedDifferences : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "work",
                table: "schema_run",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "schema_acceptance",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    expected = table.Column<string>(type: "TEXT", nullable: true),
                    actual = table.Column<string>(type: "TEXT", nullable: true),
                    who = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    since = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schema_acceptance", x => x.name);
                    table.CheckConstraint("ck_schema_acceptance_difference", "expected IS NOT actual");
                    table.CheckConstraint("ck_schema_acceptance_who", "length(who) > 0");
                });

            migrationBuilder.CreateTable(
                name: "schema_request",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    to_migration = table.Column<string>(type: "TEXT", nullable: true),
                    plan_hash = table.Column<string>(type: "TEXT", nullable: true),
                    backup = table.Column<string>(type: "TEXT", nullable: true),
                    work = table.Column<string>(type: "TEXT", nullable: true),
                    who = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    created = table.Column<DateTime>(type: "TEXT", nullable: false),
                    server = table.Column<string>(type: "TEXT", nullable: true),
                    cancel_asked = table.Column<bool>(type: "INTEGER", nullable: false),
                    finished = table.Column<DateTime>(type: "TEXT", nullable: true),
                    run_id = table.Column<long>(type: "INTEGER", nullable: true),
                    outcome = table.Column<string>(type: "TEXT", nullable: true),
                    message = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schema_request", x => x.id);
                    table.CheckConstraint("ck_schema_request_finished", "(finished IS NULL OR server IS NOT NULL) AND (finished IS NOT NULL) = (message IS NOT NULL)");
                    table.CheckConstraint("ck_schema_request_kind", "kind IN ('UPGRADE', 'DOWNGRADE', 'RESTORE', 'REHEARSAL')");
                    table.CheckConstraint("ck_schema_request_outcome", "outcome IN ('PLANNED', 'DRAINING', 'LOCKED', 'BACKING_UP', 'APPLYING', 'VERIFYING', 'COMMITTING', 'CHECKING', 'RESTORING', 'REOPENING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'INTERRUPTED', 'RESTORED')");
                    table.CheckConstraint("ck_schema_request_what", "(kind = 'RESTORE') = (backup IS NOT NULL) AND (kind = 'RESTORE') = (plan_hash IS NULL)");
                    table.CheckConstraint("ck_schema_request_who", "length(who) > 0");
                    table.CheckConstraint("ck_schema_request_work", "work IN ('START_AGAIN', 'FAIL')");
                });

            migrationBuilder.AddCheckConstraint(
                name: "ck_schema_run_work",
                table: "schema_run",
                sql: "work IN ('START_AGAIN', 'FAIL')");

            migrationBuilder.CreateIndex(
                name: "ix_schema_request_open",
                table: "schema_request",
                column: "server",
                filter: "server IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "schema_acceptance");

            migrationBuilder.DropTable(
                name: "schema_request");

            migrationBuilder.DropCheckConstraint(
                name: "ck_schema_run_work",
                table: "schema_run");

            migrationBuilder.DropColumn(
                name: "work",
                table: "schema_run");
        }
    }
}
