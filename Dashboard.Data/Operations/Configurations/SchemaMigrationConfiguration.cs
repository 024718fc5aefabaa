using Dashboard.Data.Configurations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Operations.Configurations;

internal sealed class SchemaMigrationConfiguration : IEntityTypeConfiguration<SchemaMigration>
{
    public void Configure(EntityTypeBuilder<SchemaMigration> migration)
    {
        migration.ToTable("schema_migration", table =>
            table.HasCheckConstraint("ck_schema_migration_up_hash", ColumnChecks.IsHex("up_hash", 64)));
        migration.HasKey(m => m.MigrationId).HasName("pk_schema_migration");
        migration.HasJsonObject("schema_migration", "down");
        migration.HasOne<SchemaRun>().WithMany().HasForeignKey(m => m.RunId)
            .HasConstraintName("fk_schema_migration_run_id").OnDelete(DeleteBehavior.Restrict);
        migration.HasIndex(m => m.RunId).HasDatabaseName("ix_schema_migration_run_id");
    }
}
