using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Schema.Fixture;

/// <summary>
/// A model whose chain of migrations has one of each hard kind. They were generated from the model's versions and
/// reviewed like the product's own.
/// </summary>
public sealed class FixtureContext(DbContextOptions<FixtureContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Person>(person =>
        {
            person.ToTable("person").HasKey(p => p.Id).HasName("pk_person");
            person.Property(p => p.Id).HasColumnName("id");
            person.Property(p => p.GivenName).HasColumnName("given_name");
            person.Property(p => p.FamilyName).HasColumnName("family_name");
            person.Property(p => p.Status).HasColumnName("status");
            person.Property(p => p.Nickname).HasColumnName("nickname");
            person.Property(p => p.NoteCount).HasColumnName("note_count");
        });
        modelBuilder.Entity<Team>(team =>
        {
            team.ToTable("crew").HasKey(t => t.Id).HasName("pk_team");
            team.Property(t => t.Id).HasColumnName("id");
            team.Property(t => t.Name).HasColumnName("name");
            team.HasIndex(t => t.Name).IsUnique().HasDatabaseName("uq_team_name");
        });
        modelBuilder.Entity<Membership>(membership =>
        {
            membership.ToTable("membership").HasKey(m => new { m.PersonId, m.TeamId }).HasName("pk_membership");
            membership.Property(m => m.PersonId).HasColumnName("person_id");
            membership.Property(m => m.TeamId).HasColumnName("team_id");
            membership.Property(m => m.Role).HasColumnName("role");
            membership.HasOne<Person>().WithMany().HasForeignKey(m => m.PersonId).HasConstraintName("fk_membership_person_id");
            membership.HasOne<Team>().WithMany().HasForeignKey(m => m.TeamId).HasConstraintName("fk_membership_team_id");
            membership.HasIndex(m => m.TeamId).HasDatabaseName("ix_membership_team_id");
        });
        modelBuilder.Entity<Note>(note =>
        {
            note.ToTable("note", table =>
            {
                table.HasCheckConstraint("ck_note_priority", "priority BETWEEN 1 AND 5");
                table.HasCheckConstraint("ck_note_pinned", "pinned IN (0, 1)");
            });
            note.HasKey(n => n.Id).HasName("pk_note");
            note.Property(n => n.Id).HasColumnName("id");
            note.Property(n => n.PersonId).HasColumnName("person_id");
            note.Property(n => n.Text).HasColumnName("text");
            note.Property(n => n.Tags).HasColumnName("tags");
            note.Property(n => n.Priority).HasColumnName("priority");
            note.Property(n => n.Pinned).HasColumnName("pinned");
            note.HasOne<Person>().WithMany().HasForeignKey(n => n.PersonId).HasConstraintName("fk_note_person_id");
            note.HasIndex(n => n.PersonId).HasDatabaseName("ix_note_person_id");
            note.HasIndex(n => n.Priority).HasFilter("priority > 3").HasDatabaseName("ix_note_urgent");
        });
    }
}

public sealed class Person
{
    public long Id { get; set; }

    public required string GivenName { get; set; }

    public required string FamilyName { get; set; }

    public required string Status { get; set; }

    public required string Nickname { get; set; }

    public int NoteCount { get; set; }
}

public sealed class Team
{
    public long Id { get; set; }

    public required string Name { get; set; }
}

public sealed class Membership
{
    public long PersonId { get; set; }

    public long TeamId { get; set; }

    public required string Role { get; set; }
}

public sealed class Note
{
    public long Id { get; set; }

    public long PersonId { get; set; }

    public required string Text { get; set; }

    public required string Tags { get; set; }

    public int Priority { get; set; }

    public bool Pinned { get; set; }
}
