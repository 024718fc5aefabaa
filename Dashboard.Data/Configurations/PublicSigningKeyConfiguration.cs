using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

internal sealed class PublicSigningKeyConfiguration : IEntityTypeConfiguration<PublicSigningKey>
{
    public void Configure(EntityTypeBuilder<PublicSigningKey> key)
    {
        // 40 digits for version 4 keys, 64 for versions 5 and 6.
        key.ToTable("public_signing_key", table =>
            table.HasCheckConstraint("ck_public_signing_key_fingerprint", ColumnChecks.IsHex("fingerprint", 40, 64)));
        key.HasKey(k => k.Fingerprint).HasName("pk_public_signing_key");
        key.HasJsonList("public_signing_key", "secondary_declared_uids");
    }
}

internal sealed class KeyLinkConfiguration : IEntityTypeConfiguration<KeyLink>
{
    public void Configure(EntityTypeBuilder<KeyLink> link)
    {
        link.ToTable("key_link");
        link.HasKey(l => new { l.CommitteeName, l.KeyFingerprint }).HasName("pk_key_link");
        link.HasIndex(l => l.KeyFingerprint).HasDatabaseName("ix_key_link_key_fingerprint");

        // A link is deleted with either end.
        link.HasOne(l => l.Committee).WithMany(c => c.KeyLinks).HasForeignKey(l => l.CommitteeName)
            .HasConstraintName("fk_key_link_committee_name").OnDelete(DeleteBehavior.Cascade);
        link.HasOne(l => l.Key).WithMany(k => k.KeyLinks).HasForeignKey(l => l.KeyFingerprint)
            .HasConstraintName("fk_key_link_key_fingerprint").OnDelete(DeleteBehavior.Cascade);
    }
}
