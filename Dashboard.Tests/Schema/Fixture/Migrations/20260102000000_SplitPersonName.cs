using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Tests.Schema.Fixture.Migrations
{
    /// <inheritdoc />
    public partial class SplitPersonName : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "given_name", table: "person", type: "TEXT", nullable: false, defaultValue: "");
            migrationBuilder.AddColumn<string>(name: "family_name", table: "person", type: "TEXT", nullable: false, defaultValue: "");
            migrationBuilder.Sql(
                """
                UPDATE person SET
                    given_name = CASE instr(full_name, ' ') WHEN 0 THEN full_name ELSE substr(full_name, 1, instr(full_name, ' ') - 1) END,
                    family_name = CASE instr(full_name, ' ') WHEN 0 THEN '' ELSE substr(full_name, instr(full_name, ' ') + 1) END;
                """);
            migrationBuilder.DropColumn(name: "full_name", table: "person");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "full_name", table: "person", type: "TEXT", nullable: false, defaultValue: "");
            migrationBuilder.Sql("UPDATE person SET full_name = trim(given_name || ' ' || family_name);");
            migrationBuilder.DropColumn(name: "given_name", table: "person");
            migrationBuilder.DropColumn(name: "family_name", table: "person");
        }
    }
}
