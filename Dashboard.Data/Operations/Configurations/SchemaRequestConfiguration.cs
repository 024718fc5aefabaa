using Dashboard.Data.Configurations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Operations.Configurations;

internal sealed class SchemaRequestConfiguration : IEntityTypeConfiguration<SchemaRequest>
{
    public void Configure(EntityTypeBuilder<SchemaRequest> request)
    {
        request.ToTable("schema_request", table =>
        {
            table.HasCheckConstraint("ck_schema_request_what", "(kind = 'RESTORE') = (backup IS NOT NULL) AND (kind = 'RESTORE') = (plan_hash IS NULL)");
            table.HasCheckConstraint("ck_schema_request_who", "length(who) > 0");
            // Nobody but the server that took it says how it ended.
            table.HasCheckConstraint("ck_schema_request_finished", "(finished IS NULL OR server IS NOT NULL) AND (finished IS NOT NULL) = (message IS NOT NULL)");
        });
        request.HasKey(r => r.Id).HasName("pk_schema_request");
        request.HasEnum("schema_request", "kind", request.Property(r => r.Kind));
        request.HasEnum("schema_request", "work", request.Property(r => r.Work));
        request.HasEnum("schema_request", "outcome", request.Property(r => r.Outcome));
        // Servers look for it every second.
        request.HasIndex(r => r.Server).HasFilter("server IS NULL").HasDatabaseName("ix_schema_request_open");
    }
}
