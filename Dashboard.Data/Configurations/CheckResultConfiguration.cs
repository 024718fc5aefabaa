using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

internal sealed class CheckResultConfiguration : IEntityTypeConfiguration<CheckResult>
{
    public void Configure(EntityTypeBuilder<CheckResult> result)
    {
        result.ToTable("check_result");
        result.HasKey(r => r.Id).HasName("pk_check_result");
        result.HasEnum("check_result", "status", result.Property(r => r.Status));
        result.HasJsonObject("check_result", "data");
        result.HasIndex(r => new { r.ReleaseName, r.RevisionNumber, r.PrimaryRelPath }).HasDatabaseName("ix_check_result_revision_path");
        result.HasIndex(r => r.TaskId).HasDatabaseName("ix_check_result_task_id");
        result.HasOne<Revision>().WithMany()
            .HasForeignKey(r => new { r.ReleaseName, r.RevisionNumber }).HasPrincipalKey(r => new { r.ReleaseName, r.Number })
            .HasConstraintName("fk_check_result_revision").OnDelete(DeleteBehavior.Cascade);
        result.HasOne<ReleaseTask>().WithMany().HasForeignKey(r => r.TaskId)
            .HasConstraintName("fk_check_result_task_id").OnDelete(DeleteBehavior.SetNull);
    }
}
