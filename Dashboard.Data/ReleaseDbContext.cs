using Dashboard.Data.Conventions;
using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data;

/// <summary>The domain, in <c>dashboard.db</c>. A context lives for one operation; no component and no circuit holds one.</summary>
public sealed class ReleaseDbContext(DbContextOptions<ReleaseDbContext> options) : DbContext(options)
{
    public DbSet<Committee> Committees => Set<Committee>();
    public DbSet<Project> Projects => Set<Project>();
    public DbSet<ReleasePolicy> ReleasePolicies => Set<ReleasePolicy>();
    public DbSet<Release> Releases => Set<Release>();
    public DbSet<Revision> Revisions => Set<Revision>();
    public DbSet<RevisionCounter> RevisionCounters => Set<RevisionCounter>();
    public DbSet<RevisionFile> RevisionFiles => Set<RevisionFile>();
    public DbSet<Blob> Blobs => Set<Blob>();
    public DbSet<ReleaseTask> Tasks => Set<ReleaseTask>();
    public DbSet<TaskStep> TaskSteps => Set<TaskStep>();
    public DbSet<TaskAttempt> TaskAttempts => Set<TaskAttempt>();
    public DbSet<TaskLogLine> TaskLogLines => Set<TaskLogLine>();
    public DbSet<CheckResult> CheckResults => Set<CheckResult>();
    public DbSet<PublicSigningKey> PublicSigningKeys => Set<PublicSigningKey>();
    public DbSet<KeyLink> KeyLinks => Set<KeyLink>();
    public DbSet<ReleaseTransition> ReleaseTransitions => Set<ReleaseTransition>();
    public DbSet<Vote> Votes => Set<Vote>();
    public DbSet<Ballot> Ballots => Set<Ballot>();
    public DbSet<OutgoingMail> Mails => Set<OutgoingMail>();
    public DbSet<AuditOutboxEntry> AuditOutbox => Set<AuditOutboxEntry>();

    /// <summary>
    /// Adds the release's next revision to this context, for the caller to save. Only this method sets seq, number, name and parent.
    /// </summary>
    /// <param name="release">A release that is saved already.</param>
    /// <exception cref="InvalidOperationException">
    /// No transaction is open. Its write lock ensures that each number is used once, and that parent and number agree.
    /// </exception>
    public async Task<Revision> AddRevisionAsync(
        Release release, string asfUid, DateTime created, string? description, CancellationToken cancellation)
    {
        if (Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("A revision must be added within a transaction.");
        }

        // Not an upsert, because a trigger refuses an insert over an existing counter.
        var raised = await Database.SqlQuery<int>(
            $"""
            UPDATE revision_counter SET last_allocated_number = last_allocated_number + 1 WHERE release_name = {release.Name}
            RETURNING last_allocated_number AS "Value"
            """).ToListAsync(cancellation);
        if (raised is not [var seq])
        {
            seq = 1;
            await Database.ExecuteSqlAsync(
                $"INSERT INTO revision_counter (release_name, last_allocated_number) VALUES ({release.Name}, {seq})", cancellation);
        }

        var parent = await Revisions.Where(r => r.ReleaseName == release.Name)
            .OrderByDescending(r => r.Seq).Select(r => r.Name).FirstOrDefaultAsync(cancellation);
        var revision = new Revision(release, seq, parent, asfUid, created, description);
        Revisions.Add(revision);
        return revision;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ReleaseDbContext).Assembly, type => type.Namespace == "Dashboard.Data.Configurations");
        SnakeCase.NameColumns(modelBuilder);
        ColumnTypes.AddChecks(modelBuilder);
    }
}
