using System.Threading.Channels;
using Dashboard.Data;
using Dashboard.Data.Operations;
using Dashboard.Features.Schema;
using Dashboard.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Audit;

/// <summary>
/// Moves the audit entries that domain acts have left in dashboard.db to the trail in operations.db. Two databases have no common commit:
/// an entry is written there first and deleted here after, and its event id keeps one that comes a second time from being kept twice.
/// </summary>
public sealed partial class AuditMover(
    IDbContextFactory<ReleaseDbContext> domain,
    IDbContextFactory<OperationsDbContext> operations,
    ChangeFeed changes,
    Maintenance maintenance,
    TimeProvider time,
    ILogger<AuditMover> logger) : BackgroundService
{
    private const int AtOnce = 200;

    /// <summary>What another process has left, and what could not be moved before.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var listener = changes.SubscribeToAll(_ => Signal());
        using var timer = time.CreateTimer(_ => Signal(), null, TimeSpan.Zero, LookAgain);
        try
        {
            while (await _signals.Reader.WaitToReadAsync(stoppingToken))
            {
                _signals.Reader.TryRead(out _);
                if (maintenance.Reason is null)
                {
                    await TryMoveAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <returns>How many entries left the domain's database.</returns>
    public async Task<int> MoveAsync(CancellationToken cancellation)
    {
        var moved = 0;
        await using var from = await domain.CreateDbContextAsync(cancellation);
        while (await from.AuditOutbox.AsNoTracking().OrderBy(e => e.Id).Take(AtOnce).ToListAsync(cancellation) is { Count: > 0 } entries)
        {
            await using (var to = await operations.CreateDbContextAsync(cancellation))
            {
                // Begins as a writer: another server that moves the same entries waits, and finds them there.
                await using var transaction = await to.Database.BeginTransactionAsync(cancellation);
                var ids = entries.ConvertAll(e => e.EventId);
                var there = await to.AuditEntries.Where(e => ids.Contains(e.EventId)).Select(e => e.EventId).ToListAsync(cancellation);
                to.AuditEntries.AddRange(entries.Where(e => !there.Contains(e.EventId)).Select(e => new AuditEntry
                {
                    EventId = e.EventId,
                    At = e.At,
                    AccountId = e.AccountId,
                    Who = e.Who,
                    Action = e.Action,
                    Subject = e.Subject,
                    Details = e.Details,
                }));
                await to.SaveChangesAsync(cancellation);
                await transaction.CommitAsync(cancellation);
            }

            var last = entries[^1].Id;
            moved += await from.AuditOutbox.Where(e => e.Id <= last).ExecuteDeleteAsync(cancellation);
        }

        if (moved > 0)
        {
            changes.Publish(AuditTopics.Trail);
        }

        return moved;
    }

    private void Signal() => _signals.Writer.TryWrite(true);

    private async Task TryMoveAsync(CancellationToken stopping)
    {
        try
        {
            await MoveAsync(stopping);
        }
        catch (MaintenanceException)
        {
            // It has just begun; afterwards the entries are still there.
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(error);
        }
    }

    [LoggerMessage(LogLevel.Error, "Audit entries could not be moved to operations.db; they wait in dashboard.db and are tried again")]
    private partial void LogFailed(Exception error);
}
