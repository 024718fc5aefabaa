using System.Data.Common;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Sqlite;
using Dashboard.Features.Tasks;
using Dashboard.Tests.Features.Tasks;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Tests.Faults;

/// <summary>A database that may not grow, as on a full disk (SQLite's page limit).</summary>
public sealed class DiskFullTests : IDisposable
{
    private readonly TaskScene _scene = new();
    private readonly Full _full = new();

    [Fact]
    public async Task A_verdict_that_does_not_fit_changes_nothing_and_can_be_written_when_there_is_room()
    {
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;
        var commands = new TaskCommands(new Contexts(_scene, _full), _scene.Running, _scene.Feed, _scene.Time, NullLogger<TaskCommands>.Instance);
        var verdict = TaskScene.Found(claim, CheckResultStatus.Blocker, new string('x', 200_000));

        _full.Is = true;
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() =>
            commands.FinishAsync(claim, TaskScene.ProgressOf(claim, 1000), [], verdict, CancellationToken.None));
        var between = _scene.Row(claim.TaskId).Status;
        _full.Is = false;
        var written = await _scene.FinishAsync(claim, TaskScene.Found(claim, CheckResultStatus.Blocker, "wrong"));

        Assert.Equal(13, Assert.IsType<SqliteException>(refused.InnerException).SqliteErrorCode);
        Assert.Equal(ReleaseTaskStatus.Active, between);
        Assert.True(written);
        Assert.Equal(["wrong"], _scene.Messages());
    }

    private sealed class Contexts(TaskScene scene, Full full) : IDbContextFactory<ReleaseDbContext>
    {
        public ReleaseDbContext CreateDbContext() => new(new DbContextOptionsBuilder<ReleaseDbContext>()
            .UseSqlite(new SqliteConnectionStringBuilder { DataSource = scene.Database.File, Pooling = false }.ToString())
            .AddInterceptors(PragmaInterceptor.Instance, full).Options);
    }

    private sealed class Full : DbConnectionInterceptor
    {
        public bool Is { get; set; }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Is
                ? "PRAGMA max_page_count = 1"
                : "PRAGMA max_page_count = 1073741823";
            command.ExecuteNonQuery();
        }

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }
    }

    public void Dispose() => _scene.Dispose();
}
