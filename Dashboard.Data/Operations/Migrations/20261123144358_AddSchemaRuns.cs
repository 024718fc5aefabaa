using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Data.Operations.Migrations
{
    /// <inheritdoc />
    public partial class AddSchemaRuns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "schema_run",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    who = table.Column<string>(type: "TEXT", nullable: false),
                    from_address = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    from_migration = table.Column<string>(type: "TEXT", nullable: true),
                    to_migration = table.Column<string>(type: "TEXT", nullable: true),
                    plan_hash = table.Column<string>(type: "TEXT", nullable: true),
                    app_version = table.Column<string>(type: "TEXT", nullable: false),
                    ef_version = table.Column<string>(type: "TEXT", nullable: false),
                    backup = table.Column<string>(type: "TEXT", nullable: true),
                    pid = table.Column<int>(type: "INTEGER", nullable: false),
                    host = table.Column<string>(type: "TEXT", nullable: false),
                    created = table.Column<DateTime>(type: "TEXT", nullable: false),
                    finished = table.Column<DateTime>(type: "TEXT", nullable: true),
                    commands_done = table.Column<int>(type: "INTEGER", nullable: false),
                    commands_total = table.Column<int>(type: "INTEGER", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    restore_attempts = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schema_run", x => x.id);
                    table.CheckConstraint("ck_schema_run_commands", "commands_done BETWEEN 0 AND commands_total");
                    table.CheckConstraint("ck_schema_run_finished", "(finished IS NOT NULL) = (state IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'INTERRUPTED', 'RESTORED'))");
                    table.CheckConstraint("ck_schema_run_kind", "kind IN ('UPGRADE', 'DOWNGRADE', 'RESTORE', 'REHEARSAL')");
                    table.CheckConstraint("ck_schema_run_state", "state IN ('PLANNED', 'DRAINING', 'LOCKED', 'BACKING_UP', 'APPLYING', 'VERIFYING', 'COMMITTING', 'CHECKING', 'RESTORING', 'REOPENING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'INTERRUPTED', 'RESTORED')");
                    table.CheckConstraint("ck_schema_run_who", "length(who) > 0");
                });

            migrationBuilder.CreateTable(
                name: "schema_hold",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    migration_id = table.Column<string>(type: "TEXT", nullable: true),
                    who = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    since = table.Column<DateTime>(type: "TEXT", nullable: false),
                    run_id = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schema_hold", x => x.id);
                    table.CheckConstraint("ck_schema_hold_id", "id = 1");
                    table.ForeignKey(
                        name: "fk_schema_hold_run_id",
                        column: x => x.run_id,
                        principalTable: "schema_run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "schema_maintenance",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    since = table.Column<DateTime>(type: "TEXT", nullable: false),
                    run_id = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schema_maintenance", x => x.id);
                    table.CheckConstraint("ck_schema_maintenance_id", "id = 1");
                    table.ForeignKey(
                        name: "fk_schema_maintenance_run_id",
                        column: x => x.run_id,
                        principalTable: "schema_run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "schema_migration",
                columns: table => new
                {
                    migration_id = table.Column<string>(type: "TEXT", nullable: false),
                    up_hash = table.Column<string>(type: "TEXT", nullable: false),
                    down = table.Column<string>(type: "TEXT", nullable: true),
                    facts_hash = table.Column<string>(type: "TEXT", nullable: false),
                    facts_before = table.Column<string>(type: "TEXT", nullable: false),
                    app_version = table.Column<string>(type: "TEXT", nullable: false),
                    who = table.Column<string>(type: "TEXT", nullable: false),
                    applied = table.Column<DateTime>(type: "TEXT", nullable: false),
                    duration_ms = table.Column<long>(type: "INTEGER", nullable: false),
                    run_id = table.Column<long>(type: "INTEGER", nullable: false),
                    reverted = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schema_migration", x => x.migration_id);
                    table.CheckConstraint("ck_schema_migration_down", "down IS NULL OR (json_valid(down) AND json_type(down) = 'object')");
                    table.CheckConstraint("ck_schema_migration_up_hash", "length(up_hash) IN (64) AND up_hash NOT GLOB '*[^0-9a-f]*'");
                    table.ForeignKey(
                        name: "fk_schema_migration_run_id",
                        column: x => x.run_id,
                        principalTable: "schema_run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "schema_run_line",
                columns: table => new
                {
                    run_id = table.Column<long>(type: "INTEGER", nullable: false),
                    seq = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schema_run_line", x => new { x.run_id, x.seq });
                    table.ForeignKey(
                        name: "fk_schema_run_line_run_id",
                        column: x => x.run_id,
                        principalTable: "schema_run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "schema_run_step",
                columns: table => new
                {
                    run_id = table.Column<long>(type: "INTEGER", nullable: false),
                    seq = table.Column<int>(type: "INTEGER", nullable: false),
                    migration_id = table.Column<string>(type: "TEXT", nullable: false),
                    direction = table.Column<string>(type: "TEXT", nullable: false),
                    commands = table.Column<int>(type: "INTEGER", nullable: false),
                    duration_ms = table.Column<long>(type: "INTEGER", nullable: false),
                    rows = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schema_run_step", x => new { x.run_id, x.seq });
                    table.CheckConstraint("ck_schema_run_step_direction", "direction IN ('UP', 'DOWN')");
                    table.CheckConstraint("ck_schema_run_step_rows", "rows IS NULL OR (json_valid(rows) AND json_type(rows) = 'object')");
                    table.ForeignKey(
                        name: "fk_schema_run_step_run_id",
                        column: x => x.run_id,
                        principalTable: "schema_run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_schema_hold_run_id",
                table: "schema_hold",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "ix_schema_maintenance_run_id",
                table: "schema_maintenance",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "ix_schema_migration_run_id",
                table: "schema_migration",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "ix_schema_run_unfinished",
                table: "schema_run",
                column: "state",
                filter: "finished IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_schema_run_step_migration_id",
                table: "schema_run_step",
                column: "migration_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "schema_hold");

            migrationBuilder.DropTable(
                name: "schema_maintenance");

            migrationBuilder.DropTable(
                name: "schema_migration");

            migrationBuilder.DropTable(
                name: "schema_run_line");

            migrationBuilder.DropTable(
                name: "schema_run_step");

            migrationBuilder.DropTable(
                name: "schema_run");
        }
    }
}
