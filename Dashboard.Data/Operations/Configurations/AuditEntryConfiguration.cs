using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Operations.Configurations;

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("audit_entry", table =>
        {
            table.HasCheckConstraint("ck_audit_entry_who", "length(who) > 0");
            table.HasCheckConstraint("ck_audit_entry_action",
                "action GLOB '[a-z]*.[a-z]*' AND action NOT GLOB '*[^a-z_.]*'");
            table.HasCheckConstraint("ck_audit_entry_details", "json_valid(details) AND json_type(details) = 'object'");
        });
        entry.HasKey(e => e.Id).HasName("pk_audit_entry");
        // No foreign key: an entry outlives what it is about.
        entry.HasIndex(e => e.EventId).IsUnique().HasDatabaseName("uq_audit_entry_event_id");
        entry.HasIndex(e => new { e.Subject, e.Id }).HasDatabaseName("ix_audit_entry_subject_id");
        entry.HasIndex(e => new { e.AccountId, e.Id }).HasDatabaseName("ix_audit_entry_account_id_id");
    }
}
