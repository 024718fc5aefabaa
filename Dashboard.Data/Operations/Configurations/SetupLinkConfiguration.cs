using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Operations.Configurations;

internal sealed class SetupLinkConfiguration : IEntityTypeConfiguration<SetupLink>
{
    public void Configure(EntityTypeBuilder<SetupLink> link)
    {
        link.ToTable("setup_link", table =>
        {
            table.HasCheckConstraint("ck_setup_link_token_hash", "typeof(token_hash) = 'blob' AND length(token_hash) = 32");
            table.HasCheckConstraint("ck_setup_link_expires", "expires > created");
        });
        link.HasKey(l => l.Id).HasName("pk_setup_link");
        link.HasOne<Account>().WithMany().HasForeignKey(l => l.AccountId)
            .HasConstraintName("fk_setup_link_account_id").OnDelete(DeleteBehavior.Cascade);
        link.HasIndex(l => l.TokenHash).IsUnique().HasDatabaseName("uq_setup_link_token_hash");
        link.HasIndex(l => l.AccountId).HasDatabaseName("ix_setup_link_account_id");
    }
}
