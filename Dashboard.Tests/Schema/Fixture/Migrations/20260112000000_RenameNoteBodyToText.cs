using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Tests.Schema.Fixture.Migrations
{
    /// <inheritdoc />
    public partial class RenameNoteBodyToText : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "body",
                table: "note",
                newName: "text");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "text",
                table: "note",
                newName: "body");
        }
    }
}
