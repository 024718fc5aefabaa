using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

internal sealed class ReleaseConfiguration : IEntityTypeConfiguration<Release>
{
    public void Configure(EntityTypeBuilder<Release> release)
    {
        release.ToTable("release", table =>
        {
            table.HasCheckConstraint("ck_release_name", "name = project_name || '-' || version");
            table.HasCheckConstraint("ck_release_version", "version <> '' AND version NOT GLOB '*[^A-Za-z0-9.+-]*'");
            table.HasCheckConstraint("ck_release_released", "(phase = 'RELEASE') = (released IS NOT NULL)");
            table.HasCheckConstraint("ck_release_vote_resolved", "vote_resolved IS NULL OR vote_started IS NOT NULL");
        });
        release.HasKey(r => r.Name).HasName("pk_release");
        release.HasAlternateKey(r => new { r.ProjectName, r.Version }).HasName("uq_release_project_name_version");
        release.HasEnum("release", "phase", release.Property(r => r.Phase));
        release.HasIndex(r => r.Created).HasDatabaseName("ix_release_created");
        release.HasIndex(r => r.ReleasePolicyId).IsUnique().HasDatabaseName("uq_release_release_policy_id");

        // A project with releases cannot be deleted.
        release.HasOne(r => r.Project).WithMany(p => p.Releases).HasForeignKey(r => r.ProjectName)
            .HasConstraintName("fk_release_project_name").OnDelete(DeleteBehavior.Restrict);
        release.HasOne(r => r.ReleasePolicy).WithOne().HasForeignKey<Release>(r => r.ReleasePolicyId)
            .HasConstraintName("fk_release_release_policy_id").OnDelete(DeleteBehavior.SetNull);
    }
}
