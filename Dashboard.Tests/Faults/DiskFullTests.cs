using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;
using Dashboard.Tests.Features.Tasks;
using Dashboard.Tests.Live;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Tests.Faults;

/// <summary>A database that cannot grow, by SQLite's page limit, as on a full disk.</summary>
public sealed class DiskFullTests : IDisposable
{
    private readonly TaskScene _scene = new();
    private readonly FullDisk _full = new();

    [Fact]
    public async Task An_outcome_that_does_not_fit_on_the_disk_is_rolled_back_and_can_be_written_later()
    {
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;
        var verdict = TaskScene.Found(claim, CheckResultStatus.Blocker, new string('x', 200_000));

        _full.Is = true;
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() =>
            Commands().FinishAsync(claim, TaskScene.ProgressOf(claim, 1000), [], verdict, CancellationToken.None));
        var between = _scene.Row(claim.TaskId).Status;
        _full.Is = false;
        var written = await _scene.FinishAsync(claim, TaskScene.Found(claim, CheckResultStatus.Blocker, "wrong"));

        Assert.Equal(13, Assert.IsType<SqliteException>(refused.InnerException).SqliteErrorCode);
        Assert.Equal(ReleaseTaskStatus.Active, between);
        Assert.True(written);
        Assert.Equal(["wrong"], _scene.Messages());
    }

    [Fact]
    public async Task Log_lines_that_do_not_fit_on_the_disk_are_saved_later()
    {
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;
        var failed = new TaskCompletionSource();
        _full.Is = true;
        await using (var run = new TaskRun(claim, null, 1000, new(), Commands(), TimeProvider.System, () => { }, Fail))
        {
            run.Log(TaskLogLevel.Information, new string('x', 200_000));
            await failed.Task.WaitAsync(LiveScene.Patience);
            _full.Is = false;
            run.Log(TaskLogLevel.Information, "after");
            await run.DisposeAsync();
            await Commands().FinishAsync(claim, run.Progress(), run.UnsavedLog(), TaskOutcome.Completed("{}", []), CancellationToken.None);
        }

        Assert.Equal([1, 2], _scene.Database.Read(context => context.TaskLogLines.OrderBy(l => l.Line).Select(l => l.Line).ToList()));

        Task Fail(Exception error)
        {
            failed.TrySetResult();
            return Task.CompletedTask;
        }
    }

    private WorkerCommands Commands() => new(
        new Contexts(_scene, _full), _scene.Feed, _scene.Time, NullLogger<WorkerCommands>.Instance);

    private sealed class Contexts(TaskScene scene, FullDisk full) : IDbContextFactory<ReleaseDbContext>
    {
        public ReleaseDbContext CreateDbContext() => ReleaseDatabase.Open(scene.Database.File, full);
    }

    public void Dispose() => _scene.Dispose();
}
