using Dashboard.Data;
using Dashboard.Data.Schema;
using Dashboard.Features.State;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Schema;

/// <summary>
/// Whether the files of the domain are there and can be written. A start would create what is missing and serve as if nothing had ever
/// been released; it begins maintenance mode instead.
/// </summary>
public sealed class DomainFiles(StateDirectory state, SchemaEngine engine, IDbContextFactory<ReleaseDbContext> contexts)
{
    /// <returns>What is wrong with dashboard.db and what to do; null when nothing is, or when it is new.</returns>
    public string? Problem() => StateAccess.DomainProblem(state.Root)
        ?? (!state.HasDomain && engine.Journal.Migrations.All().Values.Any(migration => migration.Reverted is null)
            ? $"{state.DashboardDatabase} is missing, though the schema history says that it was there. Restore a backup on the schema page or with ./dashboard.sh schema restore BACKUP (./dashboard.sh schema backup --list names them). To begin with an empty database instead: ./dashboard.sh schema up"
            : null);

    /// <returns>What to do when no content of any released file is there; null when some is, or none was ever uploaded.</returns>
    public async Task<string?> LostBlobsAsync(CancellationToken cancellation)
    {
        if (Directory.EnumerateDirectories(state.Blobs).Any(directory => directory != state.Incoming))
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.RevisionFiles.AnyAsync(cancellation)
            ? $"{state.Blobs} is empty, but the database names files whose contents were in it. Mount its file system, or restore the directory from a copy, then restart the server. If the contents are lost for good, go on without them: mkdir \"{Path.Combine(state.Blobs, "00")}\""
            : null;
    }
}
