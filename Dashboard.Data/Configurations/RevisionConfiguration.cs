using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

internal sealed class RevisionConfiguration : IEntityTypeConfiguration<Revision>
{
    public void Configure(EntityTypeBuilder<Revision> revision)
    {
        revision.ToTable("revision", table =>
        {
            table.HasCheckConstraint("ck_revision_name", "name = release_name || ' ' || number");
            table.HasCheckConstraint("ck_revision_number", "seq > 0 AND number = printf('%05d', seq)");
        });
        revision.HasKey(r => r.Name).HasName("pk_revision");
        revision.HasAlternateKey(r => new { r.ReleaseName, r.Number }).HasName("uq_revision_release_number");
        revision.HasAlternateKey(r => new { r.ReleaseName, r.Seq }).HasName("uq_revision_release_seq");
        revision.Property(r => r.AsfUid).HasColumnName("asfuid");
        revision.HasEnum("revision", "phase", revision.Property(r => r.Phase));
        revision.HasIndex(r => r.ParentName).HasDatabaseName("ix_revision_parent_name");
        revision.HasOne(r => r.Release).WithMany(r => r.Revisions).HasForeignKey(r => r.ReleaseName)
            .HasConstraintName("fk_revision_release_name").OnDelete(DeleteBehavior.Cascade);

        // A revision that is a parent cannot be deleted. Checked at the end of the statement, so that the whole release can be.
        revision.HasOne(r => r.Parent).WithMany().HasForeignKey(r => r.ParentName)
            .HasConstraintName("fk_revision_parent_name").OnDelete(DeleteBehavior.NoAction);
    }
}

internal sealed class RevisionCounterConfiguration : IEntityTypeConfiguration<RevisionCounter>
{
    public void Configure(EntityTypeBuilder<RevisionCounter> counter)
    {
        // No foreign key, because the counter remains after the release is deleted, so that no number is used twice.
        counter.ToTable("revision_counter", table =>
            table.HasCheckConstraint("ck_revision_counter_last_allocated_number", "last_allocated_number > 0"));
        counter.HasKey(c => c.ReleaseName).HasName("pk_revision_counter");
    }
}

internal sealed class RevisionFileConfiguration : IEntityTypeConfiguration<RevisionFile>
{
    /// <summary>Refuses paths that leave the folder or hide in it. The check of paths knows more rules, and reports which one is broken.</summary>
    private const string RelativePath =
        "path <> '' AND length(CAST(path AS BLOB)) <= 1024"
        + " AND path NOT GLOB '/*' AND path NOT GLOB '*/' AND instr(path, '//') = 0"
        // A part that ends with a dot, which includes "." and "..".
        + " AND instr(path || '/', './') = 0"
        + @" AND instr(path, '\') = 0 AND instr(path, char(0)) = 0 AND path NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'";

    public void Configure(EntityTypeBuilder<RevisionFile> file)
    {
        file.ToTable("revision_file", table => table.HasCheckConstraint("ck_revision_file_path", RelativePath));
        file.HasKey(f => new { f.RevisionName, f.Path }).HasName("pk_revision_file");
        file.HasIndex(f => f.Sha256).HasDatabaseName("ix_revision_file_sha256");
        file.HasOne<Revision>().WithMany(r => r.Files).HasForeignKey(f => f.RevisionName)
            .HasConstraintName("fk_revision_file_revision_name").OnDelete(DeleteBehavior.Cascade);

        // A content that a revision refers to cannot be deleted.
        file.HasOne(f => f.Blob).WithMany().HasForeignKey(f => f.Sha256)
            .HasConstraintName("fk_revision_file_sha256").OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class BlobConfiguration : IEntityTypeConfiguration<Blob>
{
    public void Configure(EntityTypeBuilder<Blob> blob)
    {
        blob.ToTable("blob", table =>
        {
            table.HasCheckConstraint("ck_blob_sha256", ColumnChecks.IsHex("sha256", 64));
            table.HasCheckConstraint("ck_blob_sha512", ColumnChecks.IsHex("sha512", 128));
            table.HasCheckConstraint("ck_blob_size", "size >= 0");
        });
        blob.HasKey(b => b.Sha256).HasName("pk_blob");
    }
}
