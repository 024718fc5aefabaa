using Dashboard.Data;
using Dashboard.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Accounts;

/// <summary>The one question that accounts ask of the domain database, which may be unavailable.</summary>
public sealed class GrantableProjectQueries(IDbContextFactory<ReleaseDbContext> contexts)
{
    /// <summary>The projects that a release manager can be given, by name. None while the domain database is unavailable: accounts work without it.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(Caller caller, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            return await context.Projects.OrderBy(p => p.Name).Select(p => p.Name).ToListAsync(cancellation);
        }
        catch (Exception error) when (DatabaseError.Is(error))
        {
            // The schema was reverted to nothing, or the file is damaged; the schema page says which.
            return [];
        }
    }
}
