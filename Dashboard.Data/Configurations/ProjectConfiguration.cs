using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

internal sealed class ProjectConfiguration : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> project)
    {
        project.ToTable("project", table =>
            table.HasCheckConstraint("ck_project_name", "name <> '' AND name NOT GLOB '*[^a-z0-9-]*'"));
        project.HasKey(p => p.Name).HasName("pk_project");
        project.HasEnum("project", "status", project.Property(p => p.Status));
        project.HasIndex(p => p.CommitteeName).HasDatabaseName("ix_project_committee_name");
        project.HasIndex(p => p.SuperProjectName).HasDatabaseName("ix_project_super_project_name");
        project.HasIndex(p => p.ReleasePolicyId).IsUnique().HasDatabaseName("uq_project_release_policy_id");

        // A committee with projects, and a project with sub-projects, cannot be deleted.
        project.HasOne(p => p.Committee).WithMany(c => c.Projects).HasForeignKey(p => p.CommitteeName)
            .HasConstraintName("fk_project_committee_name").OnDelete(DeleteBehavior.Restrict);
        project.HasOne(p => p.SuperProject).WithMany().HasForeignKey(p => p.SuperProjectName)
            .HasConstraintName("fk_project_super_project_name").OnDelete(DeleteBehavior.Restrict);

        // After its policy is deleted, a project has the defaults.
        project.HasOne(p => p.ReleasePolicy).WithOne().HasForeignKey<Project>(p => p.ReleasePolicyId)
            .HasConstraintName("fk_project_release_policy_id").OnDelete(DeleteBehavior.SetNull);
    }
}
