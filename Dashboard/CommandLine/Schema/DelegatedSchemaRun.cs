using Dashboard.Data.Operations;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine.Schema;

/// <summary>
/// A run that a server does for the command line, asked for through operations.db. The server keeps its visitors and tasks out of the
/// database meanwhile; its progress is shown here.
/// </summary>
/// <param name="server">Which process serves the directory.</param>
internal sealed class DelegatedSchemaRun(Terminal terminal, SchemaJournal journal, string directory, LockOwner server)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Servers look for requests every second.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private readonly SchemaRequests _requests = SchemaRequests.At(directory);

    /// <param name="ask">Writes the request.</param>
    /// <param name="cancellation">Asks the server to cancel, and still waits for the outcome.</param>
    /// <exception cref="SchemaException">The server refused or did not answer. Nothing was changed.</exception>
    public async Task<SchemaRunResult> RunAsync(Func<SchemaRequests, long> ask, CancellationToken cancellation)
    {
        var before = journal.History(1) is [var newest] ? newest.Id : 0;
        var id = ask(_requests);
        await terminal.Error.WriteLineAsync(ConsoleText.OneLine($"A server uses {directory} and does the run: {server}"));
        using var cancelled = cancellation.Register(() => _requests.Cancel(id));
        var began = terminal.Time.GetTimestamp();
        var progress = new SchemaProgressLine(terminal);
        while (true)
        {
            var request = _requests.Find(id) ?? throw new SchemaException("The request is gone from operations.db. See what happened: schema history");
            var run = journal.History(1) is [{ Kind: not SchemaRunKind.Rehearsal } latest] && latest.Id > before ? latest : null;
            if (request.Finished is not null)
            {
                return request is { RunId: { } runId, Outcome: { } outcome }
                    ? new(runId, outcome, request.Message!, run?.Kind == SchemaRunKind.Restore ? null : run?.Backup)
                    : throw new SchemaException(request.Message!);
            }

            if (request.Server is null && terminal.Time.GetElapsedTime(began) > AnswerLimit && _requests.Withdraw(id))
            {
                throw new SchemaException($"The server that uses {directory} does not answer: {server}. Nothing was changed. Use its schema page, or stop it and run the command again.");
            }

            if (request.Server is { } name && !FileLock.IsHeld(StateServers.LockOf(directory, name)))
            {
                return new(run?.Id ?? 0, SchemaRunState.Interrupted, "The server ended during the run. The next start finds out from the database whether it was committed. See: schema history", null);
            }

            if (run is not null)
            {
                progress.Report(new(run.State, null, run.CommandsDone, run.CommandsTotal, ""));
            }

            // A cancellation does not end the wait: the outcome is still to come.
            await Task.Delay(PollInterval, terminal.Time, CancellationToken.None);
        }
    }
}
