using Dashboard.Data.Conventions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Operations.Configurations;

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account)
    {
        // SQLite ignores declared lengths and enum ranges; a CHECK is what holds.
        account.ToTable("account", table =>
        {
            table.HasCheckConstraint("ck_account_role", UpperSnake.In<AccountRole>("role"));
            table.HasCheckConstraint("ck_account_user_name",
                $"length(user_name) BETWEEN 1 AND {Account.MaxUserNameLength} AND user_name NOT GLOB '*[^A-Za-z0-9._-]*' AND user_name GLOB '[A-Za-z0-9]*'");
            table.HasCheckConstraint("ck_account_display_name", $"length(display_name) BETWEEN 1 AND {Account.MaxDisplayNameLength}");
            table.HasCheckConstraint("ck_account_disabled", "disabled IN (0, 1)");
            table.HasCheckConstraint("ck_account_failed_sign_ins", "failed_sign_ins >= 0");
            table.HasCheckConstraint("ck_account_security_stamp", "length(security_stamp) >= 32");
        });
        account.HasKey(a => a.Id).HasName("pk_account");
        // NOCASE folds ASCII only, and the CHECK lets nothing else in.
        account.Property(a => a.UserName).UseCollation("NOCASE");
        account.Property(a => a.Role).HasConversion<UpperSnakeConverter<AccountRole>>();
        account.HasIndex(a => a.UserName).IsUnique().HasDatabaseName("uq_account_user_name");
        account.HasMany(a => a.Projects).WithOne().HasForeignKey(p => p.AccountId)
            .HasConstraintName("fk_account_project_account_id").OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AccountProjectConfiguration : IEntityTypeConfiguration<AccountProject>
{
    public void Configure(EntityTypeBuilder<AccountProject> project)
    {
        project.ToTable("account_project", table =>
            table.HasCheckConstraint("ck_account_project_project_name", "length(project_name) > 0"));
        project.HasKey(p => new { p.AccountId, p.ProjectName }).HasName("pk_account_project");

        // Who manages this project is asked when a project is renamed or goes.
        project.HasIndex(p => p.ProjectName).HasDatabaseName("ix_account_project_project_name");
    }
}
