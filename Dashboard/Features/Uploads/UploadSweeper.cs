using Dashboard.Data;
using Dashboard.Features.Blobs;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Uploads;

/// <summary>Removes what nobody will finish: uploads whose client has gone, and files left by a process that died before its commit.</summary>
internal sealed partial class UploadSweeper(
    UploadCommands uploads, BlobStore blobs, IDbContextFactory<ReleaseDbContext> contexts, TimeProvider time, ILogger<UploadSweeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>A commit takes seconds, so the commit of a file that no row has named for this long has failed.</summary>
    private static readonly TimeSpan Unnamed = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await DeleteUnnamedAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            uploads.AbandonIdle();
        }
    }

    private async Task DeleteUnnamedAsync(CancellationToken stopping)
    {
        await using var context = await contexts.CreateDbContextAsync(stopping);
        var deleted = blobs.DeleteUnnamed(
            sha256 => context.Blobs.Any(blob => blob.Sha256 == sha256), time.GetUtcNow().UtcDateTime - Unnamed);
        if (deleted > 0)
        {
            LogDeleted(deleted);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} stored files that no revision refers to were deleted")]
    private partial void LogDeleted(int count);
}
