using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Data.Migrations
{
    /// <inheritdoc />
    public partial class HoldPathsOfRevisionFiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_revision_file_path",
                table: "revision_file");

            migrationBuilder.AddCheckConstraint(
                name: "ck_revision_file_path",
                table: "revision_file",
                sql: "path <> '' AND length(CAST(path AS BLOB)) <= 1024 AND path NOT GLOB '/*' AND path NOT GLOB '*/' AND instr(path, '//') = 0 AND instr(path || '/', './') = 0 AND instr(path, '\\') = 0 AND instr(path, char(0)) = 0 AND path NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_revision_file_path",
                table: "revision_file");

            migrationBuilder.AddCheckConstraint(
                name: "ck_revision_file_path",
                table: "revision_file",
                sql: "path <> '' AND path NOT GLOB '/*'");
        }
    }
}
