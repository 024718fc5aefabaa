using Dashboard.Data.Configurations;
using Dashboard.Data.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Operations.Configurations;

internal sealed class SchemaRunConfiguration : IEntityTypeConfiguration<SchemaRun>
{
    public void Configure(EntityTypeBuilder<SchemaRun> run)
    {
        run.ToTable("schema_run", table =>
        {
            table.HasCheckConstraint("ck_schema_run_commands", "commands_done BETWEEN 0 AND commands_total");
            table.HasCheckConstraint("ck_schema_run_who", "length(who) > 0");
            // A run that is over says when, and only then.
            table.HasCheckConstraint(
                "ck_schema_run_finished", "(finished IS NOT NULL) = (state IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'INTERRUPTED', 'RESTORED'))");
        });
        run.HasKey(r => r.Id).HasName("pk_schema_run");
        run.HasEnum("schema_run", "kind", run.Property(r => r.Kind));
        run.HasEnum("schema_run", "state", run.Property(r => r.State));
        run.HasEnum("schema_run", "work", run.Property(r => r.Work));
        run.HasMany(r => r.Steps).WithOne().HasForeignKey(s => s.RunId).HasConstraintName("fk_schema_run_step_run_id").OnDelete(DeleteBehavior.Cascade);
        run.HasMany(r => r.Lines).WithOne().HasForeignKey(l => l.RunId).HasConstraintName("fk_schema_run_line_run_id").OnDelete(DeleteBehavior.Cascade);
        // Looked for at every start.
        run.HasIndex(r => r.State).HasFilter("finished IS NULL").HasDatabaseName("ix_schema_run_unfinished");
    }
}

internal sealed class SchemaRunStepConfiguration : IEntityTypeConfiguration<SchemaRunStep>
{
    public void Configure(EntityTypeBuilder<SchemaRunStep> step)
    {
        step.ToTable("schema_run_step");
        step.HasKey(s => new { s.RunId, s.Seq }).HasName("pk_schema_run_step");
        step.HasEnum("schema_run_step", "direction", step.Property<SchemaDirection>(s => s.Direction));
        step.HasJsonObject("schema_run_step", "rows");
        step.HasIndex(s => s.MigrationId).HasDatabaseName("ix_schema_run_step_migration_id");
    }
}

internal sealed class SchemaRunLineConfiguration : IEntityTypeConfiguration<SchemaRunLine>
{
    public void Configure(EntityTypeBuilder<SchemaRunLine> line)
    {
        line.ToTable("schema_run_line");
        line.HasKey(l => new { l.RunId, l.Seq }).HasName("pk_schema_run_line");
    }
}
