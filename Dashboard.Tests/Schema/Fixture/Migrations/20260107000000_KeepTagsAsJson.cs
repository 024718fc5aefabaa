using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Tests.Schema.Fixture.Migrations
{
    /// <inheritdoc />
    public partial class KeepTagsAsJson : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""UPDATE note SET tags = CASE tags WHEN '' THEN '[]' ELSE '[' || replace(json_quote(tags), ',', '","') || ']' END;""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("UPDATE note SET tags = coalesce((SELECT group_concat(value, ',' ORDER BY key) FROM json_each(tags)), '');");
        }
    }
}
