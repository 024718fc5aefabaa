using Dashboard.Data.Conventions;
using Dashboard.Data.Operations.Configurations;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Operations;

/// <summary>
/// operations.db: accounts, tokens and the audit trail. Apart from the domain's database, so that whoever took that one down,
/// or put last week's backup in its place, is still signed in and what was done is still known.
/// </summary>
public sealed class OperationsDbContext(DbContextOptions<OperationsDbContext> options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<AccountProject> AccountProjects => Set<AccountProject>();
    public DbSet<AccountSession> AccountSessions => Set<AccountSession>();
    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();
    public DbSet<SetupLink> SetupLinks => Set<SetupLink>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<SchemaRun> SchemaRuns => Set<SchemaRun>();
    public DbSet<SchemaRunStep> SchemaRunSteps => Set<SchemaRunStep>();
    public DbSet<SchemaRunLine> SchemaRunLines => Set<SchemaRunLine>();
    public DbSet<SchemaMigration> SchemaMigrations => Set<SchemaMigration>();
    public DbSet<SchemaHold> SchemaHolds => Set<SchemaHold>();
    public DbSet<SchemaMaintenance> SchemaMaintenances => Set<SchemaMaintenance>();
    public DbSet<SchemaRequest> SchemaRequests => Set<SchemaRequest>();
    public DbSet<SchemaAcceptance> SchemaAcceptances => Set<SchemaAcceptance>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();

    // By namespace: the domain's configurations live in this assembly too.
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(
            typeof(OperationsDbContext).Assembly, type => type.Namespace == typeof(AccountConfiguration).Namespace);
        SnakeCase.NameColumns(modelBuilder);
    }
}
