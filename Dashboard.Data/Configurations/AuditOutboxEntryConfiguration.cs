using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

internal sealed class AuditOutboxEntryConfiguration : IEntityTypeConfiguration<AuditOutboxEntry>
{
    public void Configure(EntityTypeBuilder<AuditOutboxEntry> entry)
    {
        // The constraints of audit_entry, because an entry that it refuses could never leave this table.
        entry.ToTable("audit_outbox", table =>
        {
            table.HasCheckConstraint("ck_audit_outbox_who", "length(who) > 0");
            table.HasCheckConstraint("ck_audit_outbox_action", "action GLOB '[a-z]*.[a-z]*' AND action NOT GLOB '*[^a-z_.]*'");
            table.HasCheckConstraint("ck_audit_outbox_details", "json_valid(details) AND json_type(details) = 'object'");
        });
        entry.HasKey(e => e.Id).HasName("pk_audit_outbox");
        entry.HasIndex(e => e.EventId).IsUnique().HasDatabaseName("uq_audit_outbox_event_id");
    }
}
