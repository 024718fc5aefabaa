using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Tests.Schema.Fixture.Migrations
{
    /// <inheritdoc />
    public partial class ForbidEqualTeamNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                UPDATE OR IGNORE membership SET team_id = (SELECT min(same.id) FROM team own JOIN team same ON same.name = own.name WHERE own.id = membership.team_id);
                DELETE FROM membership WHERE team_id NOT IN (SELECT min(id) FROM team GROUP BY name);
                DELETE FROM team WHERE id NOT IN (SELECT min(id) FROM team GROUP BY name);
                """);
            migrationBuilder.CreateIndex(name: "uq_team_name", table: "team", column: "name", unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "uq_team_name",
                table: "team");
        }
    }
}
