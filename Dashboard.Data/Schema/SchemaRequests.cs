using Dashboard.Data.Operations;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>Runs that the command line asks a server for, in operations.db: there both meet, and whoever may write there may ask.</summary>
/// <param name="open">Opens operations.db.</param>
/// <param name="time">The clock.</param>
public sealed class SchemaRequests(Func<OperationsDbContext> open, TimeProvider time)
{
    /// <summary>Those of a state directory, for the command line.</summary>
    public static SchemaRequests At(string stateDirectory) =>
        new(() => OperationsDatabase.Open(Path.Combine(stateDirectory, OperationsDatabase.FileName)), TimeProvider.System);

    /// <summary>Asks for a plan to be run.</summary>
    public long Ask(SchemaPlan plan, SchemaActor actor) => Add(new()
    {
        Kind = plan.Direction == SchemaDirection.Up ? SchemaRunKind.Upgrade : SchemaRunKind.Downgrade,
        ToMigration = plan.Target,
        PlanHash = plan.Hash,
        Who = actor.Who,
        Reason = actor.Reason,
        Created = Now,
    });

    /// <summary>Asks for a backup to be restored.</summary>
    public long Ask(BackupManifest backup, RestoredWork work, SchemaActor actor) => Add(new()
    {
        Kind = SchemaRunKind.Restore,
        Backup = backup.Name,
        Work = work,
        Who = actor.Who,
        Reason = actor.Reason,
        Created = Now,
    });

    /// <summary>Takes the oldest request that nobody has taken.</summary>
    /// <returns>Null when there is none.</returns>
    public SchemaRequest? Take(string server)
    {
        using var context = open();
        var waiting = context.SchemaRequests.AsNoTracking().Where(request => request.Server == null).OrderBy(request => request.Id).FirstOrDefault();
        return waiting is not null && context.SchemaRequests.Where(request => request.Id == waiting.Id && request.Server == null)
            .ExecuteUpdate(request => request.SetProperty(r => r.Server, server)) == 1 ? waiting : null;
    }

    /// <summary>As it stands now; null when it was withdrawn.</summary>
    public SchemaRequest? Find(long id)
    {
        using var context = open();
        return context.SchemaRequests.AsNoTracking().FirstOrDefault(request => request.Id == id);
    }

    /// <summary>Withdraws a request that no server has claimed.</summary>
    /// <returns>False when a server was faster.</returns>
    public bool Withdraw(long id)
    {
        using var context = open();
        return context.SchemaRequests.Where(request => request.Id == id && request.Server == null).ExecuteDelete() == 1;
    }

    /// <summary>Asks the server that does it to stop.</summary>
    public void Cancel(long id)
    {
        using var context = open();
        context.SchemaRequests.Where(request => request.Id == id).ExecuteUpdate(request => request.SetProperty(r => r.CancelAsked, true));
    }

    /// <summary>Says how it ended.</summary>
    /// <param name="id">The request.</param>
    /// <param name="message">A sentence.</param>
    /// <param name="result">The run's result; null when it was refused before one began.</param>
    public void Finish(long id, string message, SchemaRunResult? result = null)
    {
        using var context = open();
        context.SchemaRequests.Where(request => request.Id == id).ExecuteUpdate(request => request
            .SetProperty(r => r.Finished, Now)
            .SetProperty(r => r.Message, message)
            .SetProperty(r => r.RunId, result == null ? null : (long?)result.RunId)
            .SetProperty(r => r.Outcome, result == null ? null : (SchemaRunState?)result.Outcome));
    }

    private long Add(SchemaRequest request)
    {
        using var context = open();
        context.SchemaRequests.Add(request);
        context.SaveChanges();
        return request.Id;
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;
}
