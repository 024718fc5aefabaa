using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;

namespace Dashboard.Features.Schema;

/// <summary>Does the runs that the command line requests through operations.db: the server has to pause its own visitors and tasks for them.</summary>
public sealed partial class SchemaRequestHandler(SchemaEngine engine, SchemaOperationRunner runner, SchemaRequests requests, ILogger<SchemaRequestHandler> logger)
{
    /// <summary>The request whose run goes on; 0 when none does.</summary>
    private long _running;

    /// <summary>Starts the oldest request, or cancels the running one where the command line asks for that.</summary>
    /// <param name="server">This server's name.</param>
    public void Handle(string server)
    {
        if (runner.IsRunning)
        {
            if (Interlocked.Read(ref _running) is not 0 and var running && requests.Find(running) is { CancelAsked: true })
            {
                runner.Cancel(Caller.CommandLine);
            }
        }
        else if (requests.Take(server) is { } request)
        {
            Start(request);
        }
    }

    private void Start(SchemaRequest request)
    {
        Interlocked.Exchange(ref _running, request.Id);
        var title = request.Kind == SchemaRunKind.Restore ? $"Restore of backup {request.Backup}" : $"Change to {NameOf(request.ToMigration)}";
        var refusal = runner.Start(
            Caller.CommandLine with { UserName = request.Who },
            title,
            expected: null,
            async (progress, cancellation) =>
            {
                try
                {
                    return SchemaOperationResult.Of(await RunAsync(request, progress, cancellation));
                }
                finally
                {
                    // Before the operation counts as ended: a cancellation must not reach the next one.
                    Interlocked.Exchange(ref _running, 0);
                }
            },
            result => Finish(request.Id, result.Message, result.Run));
        if (refusal is not null)
        {
            Interlocked.Exchange(ref _running, 0);
            Finish(request.Id, refusal, run: null);
        }
    }

    private Task<SchemaRunResult> RunAsync(SchemaRequest request, IProgress<SchemaProgress> progress, CancellationToken cancellation)
    {
        var actor = new SchemaActor(request.Who, request.Reason);
        if (request.Kind == SchemaRunKind.Restore)
        {
            return engine.RestoreAsync(request.Backup!, actor, request.Work ?? RestoredWork.Fail, progress, cancellation);
        }

        // The command line asked for consent to apply out of order; the engine still demands the rehearsal.
        var plan = engine.Plan(request.ToMigration ?? "0", outOfOrder: true);
        return plan.Hash == request.PlanHash
            ? engine.RunAsync(plan, actor, acceptLoss: true, progress, cancellation)
            : throw new SchemaException("The server would run another plan: it is another build, or the database has changed since. Nothing was changed. Look at the plan again.");
    }

    private void Finish(long request, string message, SchemaRunResult? run)
    {
        try
        {
            requests.Finish(request, message, run);
        }
        catch (Exception error)
        {
            // The schema history has the outcome too.
            LogNotAnswered(error);
        }
    }

    private static string NameOf(string? migrationId) => migrationId is null ? "nothing" : MigrationName.Of(migrationId);

    [LoggerMessage(LogLevel.Error, "The outcome of a run could not be reported to the command line")]
    private partial void LogNotAnswered(Exception error);
}
