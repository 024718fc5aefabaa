using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Operations.Configurations;

internal sealed class SchemaHoldConfiguration : IEntityTypeConfiguration<SchemaHold>
{
    public void Configure(EntityTypeBuilder<SchemaHold> hold)
    {
        hold.ToTable("schema_hold", table => table.HasCheckConstraint("ck_schema_hold_id", "id = 1"));
        hold.HasKey(h => h.Id).HasName("pk_schema_hold");
        hold.Property(h => h.Id).ValueGeneratedNever();
        hold.HasOne<SchemaRun>().WithMany().HasForeignKey(h => h.RunId)
            .HasConstraintName("fk_schema_hold_run_id").OnDelete(DeleteBehavior.Restrict);
        hold.HasIndex(h => h.RunId).HasDatabaseName("ix_schema_hold_run_id");
    }
}

internal sealed class SchemaMaintenanceConfiguration : IEntityTypeConfiguration<SchemaMaintenance>
{
    public void Configure(EntityTypeBuilder<SchemaMaintenance> maintenance)
    {
        maintenance.ToTable("schema_maintenance", table => table.HasCheckConstraint("ck_schema_maintenance_id", "id = 1"));
        maintenance.HasKey(m => m.Id).HasName("pk_schema_maintenance");
        maintenance.Property(m => m.Id).ValueGeneratedNever();
        maintenance.HasOne<SchemaRun>().WithMany().HasForeignKey(m => m.RunId)
            .HasConstraintName("fk_schema_maintenance_run_id").OnDelete(DeleteBehavior.Restrict);
        maintenance.HasIndex(m => m.RunId).HasDatabaseName("ix_schema_maintenance_run_id");
    }
}
