using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Tests.Schema.Fixture.Migrations
{
    /// <inheritdoc />
    public partial class IndexNotes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(name: "ix_note_urgent", table: "note", column: "priority", filter: "priority > 3");
            migrationBuilder.Sql("CREATE INDEX ix_note_text_folded ON note (lower(text)) WHERE text <> '';");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP INDEX ix_note_text_folded;");
            migrationBuilder.DropIndex(name: "ix_note_urgent", table: "note");
        }
    }
}
