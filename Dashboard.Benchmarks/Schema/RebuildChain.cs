using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Dashboard.Benchmarks.Schema;

/// <summary>A table of a gigabyte, and a migration that has to write it anew.</summary>
public sealed class RebuildContext(DbContextOptions<RebuildContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => Describe(modelBuilder, ruled: true);

    /// <param name="modelBuilder">Gets the model.</param>
    /// <param name="ruled">Whether the rule of the second migration holds.</param>
    internal static void Describe(ModelBuilder modelBuilder, bool ruled) => modelBuilder.Entity("Item", item =>
    {
        item.Property<long>("id").ValueGeneratedOnAdd().HasColumnType("INTEGER");
        item.Property<string>("name").IsRequired();
        item.Property<long>("size");
        item.Property<string>("body").IsRequired();
        item.HasKey("id").HasName("pk_item");
        item.HasIndex("name").HasDatabaseName("ix_item_name");
        item.ToTable("item", table =>
        {
            if (ruled)
            {
                table.HasCheckConstraint("ck_item_size", "size BETWEEN 0 AND 1000000");
            }
        });
    });
}

[DbContext(typeof(RebuildContext))]
[Migration("20260101000000_CreateItems")]
public sealed class CreateItems : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "item",
            columns => new
            {
                id = columns.Column<long>("INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                name = columns.Column<string>("TEXT", nullable: false),
                size = columns.Column<long>("INTEGER", nullable: false),
                body = columns.Column<string>("TEXT", nullable: false),
            },
            constraints: table => table.PrimaryKey("pk_item", row => row.id));
        migrationBuilder.CreateIndex("ix_item_name", "item", "name");
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("item");

    protected override void BuildTargetModel(ModelBuilder modelBuilder) => RebuildContext.Describe(modelBuilder, ruled: false);
}

[DbContext(typeof(RebuildContext))]
[Migration("20260102000000_RuleItems")]
public sealed class RuleItems : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddCheckConstraint("ck_item_size", "item", "size BETWEEN 0 AND 1000000");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropCheckConstraint("ck_item_size", "item");

    protected override void BuildTargetModel(ModelBuilder modelBuilder) => RebuildContext.Describe(modelBuilder, ruled: true);
}
