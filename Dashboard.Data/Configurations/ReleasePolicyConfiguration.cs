using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

internal sealed class ReleasePolicyConfiguration : IEntityTypeConfiguration<ReleasePolicy>
{
    public void Configure(EntityTypeBuilder<ReleasePolicy> policy)
    {
        policy.ToTable("release_policy", table =>
        {
            table.HasCheckConstraint("ck_release_policy_min_hours", "min_hours IS NULL OR min_hours = 0 OR min_hours BETWEEN 72 AND 144");
            table.HasCheckConstraint("ck_release_policy_strict_manual", "NOT (strict_checking AND manual_vote)");
            table.HasCheckConstraint("ck_release_policy_github_repository_name", "instr(github_repository_name, '/') = 0");
        });
        policy.HasKey(p => p.Id).HasName("pk_release_policy");
        policy.HasJsonList("release_policy", "mailto_addresses");
        policy.HasJsonList("release_policy", "binary_artifact_paths");
        policy.HasJsonList("release_policy", "source_artifact_paths");
        policy.HasJsonList("release_policy", "github_compose_workflow_path");
        policy.HasJsonList("release_policy", "github_vote_workflow_path");
        policy.HasJsonList("release_policy", "github_finish_workflow_path");
    }
}
