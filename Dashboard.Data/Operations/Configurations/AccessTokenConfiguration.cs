using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Operations.Configurations;

internal sealed class AccessTokenConfiguration : IEntityTypeConfiguration<AccessToken>
{
    public void Configure(EntityTypeBuilder<AccessToken> token)
    {
        token.ToTable("access_token", table =>
        {
            // typeof: length() of a text counts characters, and a text never equals a blob.
            table.HasCheckConstraint("ck_access_token_token_hash", "typeof(token_hash) = 'blob' AND length(token_hash) = 32");
            table.HasCheckConstraint("ck_access_token_label", $"length(label) BETWEEN 1 AND {AccessToken.MaxLabelLength}");
            table.HasCheckConstraint("ck_access_token_expires", "expires > created");
        });
        token.HasKey(t => t.Id).HasName("pk_access_token");
        token.HasOne(t => t.Account).WithMany().HasForeignKey(t => t.AccountId)
            .HasConstraintName("fk_access_token_account_id").OnDelete(DeleteBehavior.Cascade);
        token.HasIndex(t => t.TokenHash).IsUnique().HasDatabaseName("uq_access_token_token_hash");
        token.HasIndex(t => t.AccountId).HasDatabaseName("ix_access_token_account_id");
    }
}
