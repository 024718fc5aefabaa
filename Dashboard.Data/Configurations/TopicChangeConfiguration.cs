using Dashboard.Data.Changes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

internal sealed class TopicChangeConfiguration : IEntityTypeConfiguration<TopicChange>
{
    public void Configure(EntityTypeBuilder<TopicChange> change)
    {
        change.ToTable("change");
        change.HasKey(c => c.Topic).HasName("pk_change");

        // A watcher reads what is newer than what it has seen, and the triggers read the newest.
        change.HasIndex(c => c.Sequence).HasDatabaseName("ix_change_sequence");
    }
}
