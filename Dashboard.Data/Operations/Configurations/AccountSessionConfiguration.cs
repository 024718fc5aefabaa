using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Operations.Configurations;

internal sealed class AccountSessionConfiguration : IEntityTypeConfiguration<AccountSession>
{
    public void Configure(EntityTypeBuilder<AccountSession> session)
    {
        session.ToTable("account_session", table =>
            table.HasCheckConstraint("ck_account_session_token_hash", "typeof(token_hash) = 'blob' AND length(token_hash) = 32"));
        session.HasKey(s => s.Id).HasName("pk_account_session");
        session.HasOne(s => s.Account).WithMany().HasForeignKey(s => s.AccountId)
            .HasConstraintName("fk_account_session_account_id").OnDelete(DeleteBehavior.Cascade);
        session.HasIndex(s => s.TokenHash).IsUnique().HasDatabaseName("uq_account_session_token_hash");
        session.HasIndex(s => s.AccountId).HasDatabaseName("ix_account_session_account_id");
    }
}
