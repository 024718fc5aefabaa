using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

internal sealed class CommitteeConfiguration : IEntityTypeConfiguration<Committee>
{
    public void Configure(EntityTypeBuilder<Committee> committee)
    {
        committee.ToTable("committee", table =>
        {
            table.HasCheckConstraint("ck_committee_name", "name <> '' AND name NOT GLOB '*[^a-z0-9-]*'");
            table.HasCheckConstraint("ck_committee_full_name", "full_name IS NULL OR (full_name = trim(full_name) AND full_name NOT LIKE 'Apache %')");
        });
        committee.HasKey(c => c.Name).HasName("pk_committee");
        committee.HasJsonList("committee", "committee_members");
        committee.HasJsonList("committee", "committers");
        committee.HasJsonList("committee", "release_managers");
        committee.HasIndex(c => c.ParentCommitteeName).HasDatabaseName("ix_committee_parent_committee_name");

        // A parent with podlings cannot be deleted.
        committee.HasOne(c => c.ParentCommittee).WithMany().HasForeignKey(c => c.ParentCommitteeName)
            .HasConstraintName("fk_committee_parent_committee_name").OnDelete(DeleteBehavior.Restrict);
    }
}
