using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddTaskBoardIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_task_asf_uid",
                table: "task",
                column: "asf_uid");

            migrationBuilder.CreateIndex(
                name: "ix_task_asf_uid_status",
                table: "task",
                columns: new[] { "asf_uid", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_task_primary_rel_path",
                table: "task",
                column: "primary_rel_path");

            migrationBuilder.CreateIndex(
                name: "ix_task_project_name",
                table: "task",
                column: "project_name");

            migrationBuilder.CreateIndex(
                name: "ix_task_project_name_status",
                table: "task",
                columns: new[] { "project_name", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_task_status",
                table: "task",
                column: "status");

            migrationBuilder.CreateIndex(
                name: "ix_task_task_type",
                table: "task",
                column: "task_type");

            migrationBuilder.CreateIndex(
                name: "ix_task_task_type_status",
                table: "task",
                columns: new[] { "task_type", "status" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_task_asf_uid",
                table: "task");

            migrationBuilder.DropIndex(
                name: "ix_task_asf_uid_status",
                table: "task");

            migrationBuilder.DropIndex(
                name: "ix_task_primary_rel_path",
                table: "task");

            migrationBuilder.DropIndex(
                name: "ix_task_project_name",
                table: "task");

            migrationBuilder.DropIndex(
                name: "ix_task_project_name_status",
                table: "task");

            migrationBuilder.DropIndex(
                name: "ix_task_status",
                table: "task");

            migrationBuilder.DropIndex(
                name: "ix_task_task_type",
                table: "task");

            migrationBuilder.DropIndex(
                name: "ix_task_task_type_status",
                table: "task");
        }
    }
}
