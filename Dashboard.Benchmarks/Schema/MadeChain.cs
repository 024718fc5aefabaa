using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using Dashboard.Data.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Dashboard.Benchmarks.Schema;

/// <summary>A migration that makes a table with an index; which one is in its type's name.</summary>
public abstract class TableMigration : Migration
{
    private int Number => int.Parse(GetType().Name.AsSpan("Table".Length), CultureInfo.InvariantCulture);

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var table = $"table_{Number}";
        migrationBuilder.CreateTable(
            table,
            columns => new { id = columns.Column<long>("INTEGER"), name = columns.Column<string>("TEXT", nullable: true) },
            constraints: made => made.PrimaryKey($"pk_{table}", row => row.id));
        migrationBuilder.CreateIndex($"ix_{table}_name", table, "name");
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable($"table_{Number}");

    protected override void BuildTargetModel(ModelBuilder modelBuilder)
    {
        for (var number = 1; number <= Number; number++)
        {
            var table = $"table_{number}";
            modelBuilder.Entity($"Table{number}", entity =>
            {
                entity.Property<long>("id");
                entity.Property<string>("name");
                entity.HasKey("id").HasName($"pk_{table}");
                entity.HasIndex("name").HasDatabaseName($"ix_{table}_name");
                entity.ToTable(table);
            });
        }
    }
}

/// <summary>The context of a chain of any length.</summary>
public sealed class MadeContext(DbContextOptions<MadeContext> options) : DbContext(options);

/// <summary>Makes the types of a long chain, which nobody wants to have in files.</summary>
internal static class MadeChain
{
    public static MigrationChain Of(int length)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("MadeMigrations"), AssemblyBuilderAccess.Run);
        var module = assembly.DefineDynamicModule("MadeMigrations");
        for (var number = 1; number <= length; number++)
        {
            var type = module.DefineType($"Table{number}", TypeAttributes.Public | TypeAttributes.Sealed, typeof(TableMigration));
            type.SetCustomAttribute(new CustomAttributeBuilder(typeof(DbContextAttribute).GetConstructor([typeof(Type)])!, [typeof(MadeContext)]));
            type.SetCustomAttribute(new CustomAttributeBuilder(
                typeof(MigrationAttribute).GetConstructor([typeof(string)])!, [string.Create(CultureInfo.InvariantCulture, $"{20260101000000 + number}_Table{number}")]));
            type.CreateType();
        }

        // The context has no model of its own: the chain is that of an older build.
        return MigrationChain.Of<MadeContext>(assembly).Until(string.Create(CultureInfo.InvariantCulture, $"{20260101000000 + length}_Table{length}"));
    }
}
