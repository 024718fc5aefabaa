using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Operations.Configurations;

internal sealed class SchemaAcceptanceConfiguration : IEntityTypeConfiguration<SchemaAcceptance>
{
    public void Configure(EntityTypeBuilder<SchemaAcceptance> acceptance)
    {
        acceptance.ToTable("schema_acceptance", table =>
        {
            table.HasCheckConstraint("ck_schema_acceptance_difference", "expected IS NOT actual");
            table.HasCheckConstraint("ck_schema_acceptance_who", "length(who) > 0");
        });
        acceptance.HasKey(a => a.Name).HasName("pk_schema_acceptance");
    }
}
