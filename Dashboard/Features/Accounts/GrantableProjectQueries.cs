using Dashboard.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Accounts;

/// <summary>The one thing that accounts ask the domain, which may be away.</summary>
public sealed class GrantableProjectQueries(IDbContextFactory<ReleaseDbContext> contexts)
{
    /// <summary>The projects that a release manager can be given, by name. None while the domain's database is away: accounts go on without it.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(Caller caller, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            return await context.Projects.OrderBy(p => p.Name).Select(p => p.Name).ToListAsync(cancellation);
        }
        catch (SqliteException)
        {
            // Taken down to nothing, or broken: the page about the schema says so.
            return [];
        }
    }
}
