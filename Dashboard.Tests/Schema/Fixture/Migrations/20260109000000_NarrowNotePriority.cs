using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Tests.Schema.Fixture.Migrations
{
    /// <inheritdoc />
    public partial class NarrowNotePriority : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("UPDATE note SET priority = max(1, min(5, priority)) WHERE priority NOT BETWEEN 1 AND 5;");
            migrationBuilder.DropCheckConstraint(name: "ck_note_priority", table: "note");
            migrationBuilder.AddCheckConstraint(name: "ck_note_priority", table: "note", sql: "priority BETWEEN 1 AND 5");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_note_priority",
                table: "note");

            migrationBuilder.AddCheckConstraint(
                name: "ck_note_priority",
                table: "note",
                sql: "priority BETWEEN 0 AND 9");
        }
    }
}
