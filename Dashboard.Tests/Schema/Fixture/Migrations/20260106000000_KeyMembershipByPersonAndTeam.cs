using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Tests.Schema.Fixture.Migrations
{
    /// <inheritdoc />
    public partial class KeyMembershipByPersonAndTeam : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DELETE FROM membership WHERE id NOT IN (SELECT min(id) FROM membership GROUP BY person_id, team_id);");
            migrationBuilder.DropPrimaryKey(name: "pk_membership", table: "membership");
            migrationBuilder.DropIndex(name: "ix_membership_person_id", table: "membership");
            migrationBuilder.DropColumn(name: "id", table: "membership");
            migrationBuilder.AddPrimaryKey(name: "pk_membership", table: "membership", columns: ["person_id", "team_id"]);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(name: "id", table: "membership", type: "INTEGER", nullable: false, defaultValue: 0L);
            migrationBuilder.Sql("UPDATE membership SET id = rowid;");
            migrationBuilder.DropPrimaryKey(name: "pk_membership", table: "membership");
            migrationBuilder.AddPrimaryKey(name: "pk_membership", table: "membership", column: "id");
            migrationBuilder.CreateIndex(name: "ix_membership_person_id", table: "membership", column: "person_id");
        }
    }
}
