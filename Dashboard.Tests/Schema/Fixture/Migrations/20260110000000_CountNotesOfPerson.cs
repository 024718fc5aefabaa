using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Tests.Schema.Fixture.Migrations
{
    /// <inheritdoc />
    public partial class CountNotesOfPerson : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(name: "note_count", table: "person", type: "INTEGER", nullable: false, defaultValue: 0);
            migrationBuilder.Sql("UPDATE person SET note_count = (SELECT count(*) FROM note WHERE note.person_id = person.id);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "note_count",
                table: "person");
        }
    }
}
