using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Tests.Schema.Fixture.Migrations
{
    /// <inheritdoc />
    public partial class TurnActiveIntoStatus : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "status", table: "person", type: "TEXT", nullable: false, defaultValue: "");
            migrationBuilder.Sql("UPDATE person SET status = CASE active WHEN 1 THEN 'ACTIVE' ELSE 'RETIRED' END;");
            migrationBuilder.DropColumn(name: "active", table: "person");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(name: "active", table: "person", type: "INTEGER", nullable: false, defaultValue: false);
            migrationBuilder.Sql("UPDATE person SET active = status = 'ACTIVE';");
            migrationBuilder.DropColumn(name: "status", table: "person");
        }
    }
}
