using Dashboard.Data.Operations;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine;

/// <summary>Has a server do a run, through operations.db, and shows how it gets on. The server keeps its people and tasks out meanwhile.</summary>
/// <param name="server">Who serves the directory.</param>
internal sealed class SchemaAsk(Terminal terminal, SchemaJournal journal, string directory, LockOwner server)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Servers look for requests every second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SchemaRequests _requests = SchemaRequests.At(directory);

    /// <param name="ask">Writes the request.</param>
    /// <param name="cancellation">Asks the server to stop, and waits for what becomes of it.</param>
    /// <exception cref="SchemaException">The server refused, or does not answer: nothing was done.</exception>
    public async Task<SchemaRunResult> RunAsync(Func<SchemaRequests, long> ask, CancellationToken cancellation)
    {
        var before = journal.History(1) is [var newest] ? newest.Id : 0;
        var id = ask(_requests);
        await terminal.Error.WriteLineAsync(Lines.OneLine($"{directory} is in use, so its server does it: {server}"));
        using var cancelled = cancellation.Register(() => _requests.Cancel(id));
        var began = terminal.Time.GetTimestamp();
        var progress = new SchemaProgressLine(terminal);
        while (true)
        {
            var request = _requests.Find(id) ?? throw new SchemaException("The request is gone from operations.db. Look at: schema history");
            var run = journal.History(1) is [{ Kind: not SchemaRunKind.Rehearsal } latest] && latest.Id > before ? latest : null;
            if (request.Finished is not null)
            {
                return request is { RunId: { } runId, Outcome: { } outcome }
                    ? new(runId, outcome, request.Message!, run?.Kind == SchemaRunKind.Restore ? null : run?.Backup)
                    : throw new SchemaException(request.Message!);
            }

            if (request.Server is null && terminal.Time.GetElapsedTime(began) > Patience && _requests.Withdraw(id))
            {
                throw new SchemaException($"{directory} is in use, and its server does not answer: {server}. Use its schema page, or stop it first.");
            }

            if (request.Server is { } name && !FileLock.IsHeld(StateServers.LockOf(directory, name)))
            {
                return new(run?.Id ?? 0, SchemaRunState.Interrupted, "The server ended within the run. The next start settles it by what the database says: schema history", null);
            }

            if (run is not null)
            {
                progress.Report(new(run.State, null, run.CommandsDone, run.CommandsTotal, ""));
            }

            // Not cut short by a cancel: what becomes of the run is still waited for.
            await Task.Delay(LookEvery, terminal.Time, CancellationToken.None);
        }
    }
}
