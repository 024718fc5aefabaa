using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Tests.Schema.Fixture.Migrations
{
    /// <inheritdoc />
    public partial class RequireNickname : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("UPDATE person SET nickname = lower(given_name) WHERE nickname IS NULL;");
            migrationBuilder.AlterColumn<string>(name: "nickname", table: "person", type: "TEXT", nullable: false, oldClrType: typeof(string), oldType: "TEXT", oldNullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "nickname",
                table: "person",
                type: "TEXT",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT");
        }
    }
}
