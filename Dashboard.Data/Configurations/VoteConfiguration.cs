using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

internal sealed class VoteConfiguration : IEntityTypeConfiguration<Vote>
{
    public void Configure(EntityTypeBuilder<Vote> vote)
    {
        vote.ToTable("vote", table =>
        {
            table.HasCheckConstraint("ck_vote_manifest_sha256", ColumnChecks.IsHex("manifest_sha256", 64));
            table.HasCheckConstraint("ck_vote_ends", "ends >= started");
            table.HasCheckConstraint(
                "ck_vote_resolved", "(resolved IS NULL) = (outcome IS NULL) AND (resolved IS NULL) = (resolved_by IS NULL) AND (reason IS NULL OR resolved IS NOT NULL)");
            table.HasCheckConstraint("ck_vote_started_by", "started_by <> ''");
        });
        vote.HasKey(v => v.Id).HasName("pk_vote");
        vote.Property(v => v.Id).ValueGeneratedOnAdd();
        vote.HasEnum("vote", "outcome", vote.Property(v => v.Outcome));
        vote.HasIndex(v => v.ReleaseName).HasDatabaseName("ix_vote_release_name");

        // At most one vote of a release runs.
        vote.HasIndex(v => new { v.ReleaseName }, "running").IsUnique().HasFilter("resolved IS NULL").HasDatabaseName("uq_vote_running");
        vote.HasOne(v => v.Release).WithMany().HasForeignKey(v => v.ReleaseName)
            .HasConstraintName("fk_vote_release_name").OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class BallotConfiguration : IEntityTypeConfiguration<Ballot>
{
    public void Configure(EntityTypeBuilder<Ballot> ballot)
    {
        ballot.ToTable("ballot", table =>
        {
            table.HasCheckConstraint("ck_ballot_voter", "voter <> ''");
            table.HasCheckConstraint("ck_ballot_manifest_sha256", ColumnChecks.IsHex("manifest_sha256", 64));
        });
        ballot.HasKey(b => b.Id).HasName("pk_ballot");
        ballot.Property(b => b.Id).ValueGeneratedOnAdd();
        ballot.HasEnum("ballot", "choice", ballot.Property(b => b.Choice));
        ballot.HasIndex(b => b.VoteId).HasDatabaseName("ix_ballot_vote_id");
        ballot.HasOne<Vote>().WithMany(v => v.Ballots).HasForeignKey(b => b.VoteId)
            .HasConstraintName("fk_ballot_vote_id").OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ReleaseTransitionConfiguration : IEntityTypeConfiguration<ReleaseTransition>
{
    public void Configure(EntityTypeBuilder<ReleaseTransition> transition)
    {
        transition.ToTable("release_transition", table => table.HasCheckConstraint("ck_release_transition_by_user", "by_user <> ''"));
        transition.HasKey(t => t.Id).HasName("pk_release_transition");
        transition.Property(t => t.Id).ValueGeneratedOnAdd();
        transition.HasEnum("release_transition", "from_phase", transition.Property(t => t.FromPhase));
        transition.HasEnum("release_transition", "to_phase", transition.Property(t => t.ToPhase));
        transition.HasIndex(t => t.ReleaseName).HasDatabaseName("ix_release_transition_release_name");
        transition.HasOne<Release>().WithMany().HasForeignKey(t => t.ReleaseName)
            .HasConstraintName("fk_release_transition_release_name").OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class OutgoingMailConfiguration : IEntityTypeConfiguration<OutgoingMail>
{
    public void Configure(EntityTypeBuilder<OutgoingMail> mail)
    {
        // A line break in a header would begin another header.
        mail.ToTable("mail", table =>
        {
            table.HasCheckConstraint("ck_mail_message_id", "message_id GLOB '?*@?*' AND message_id NOT GLOB '*[^!-~]*' AND message_id NOT GLOB '*[<>]*'");
            table.HasCheckConstraint("ck_mail_recipient", "recipient GLOB '?*@?*' AND recipient NOT GLOB '*[^!-~]*' AND recipient NOT GLOB '*[<>,;]*'");
            table.HasCheckConstraint("ck_mail_subject", "subject <> '' AND subject NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*' AND instr(subject, char(0)) = 0");
        });
        mail.HasKey(m => m.Id).HasName("pk_mail");
        mail.Property(m => m.Id).ValueGeneratedOnAdd();
        mail.HasIndex(m => m.MessageId).IsUnique().HasDatabaseName("uq_mail_message_id");
        mail.HasIndex(m => m.ReleaseName).HasDatabaseName("ix_mail_release_name");
        mail.HasOne(m => m.Release).WithMany().HasForeignKey(m => m.ReleaseName)
            .HasConstraintName("fk_mail_release_name").OnDelete(DeleteBehavior.Cascade);
    }
}
