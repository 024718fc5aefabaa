using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Dashboard.Features.Projects;
using Dashboard.Features.Schema;
using Dashboard.Live;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Features.Audit;

public sealed class AuditMoverTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();
    private readonly OperationsFixture _operations = new();
    private readonly ChangeFeed _feed = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(Any.Now));
    private readonly Maintenance _maintenance;
    private readonly AuditMover _mover;

    public AuditMoverTests()
    {
        _maintenance = new Maintenance(_feed, TimeProvider.System);
        _mover = new AuditMover(_database, _operations, _feed, _maintenance, _time, NullLogger<AuditMover>.Instance);
    }

    public void Dispose()
    {
        _mover.Dispose();
        _database.Dispose();
        _operations.Dispose();
    }

    [Fact]
    public async Task An_entry_goes_to_the_trail_as_it_was_written_and_leaves_the_outbox()
    {
        await ActAsync("tooling");

        var moved = await _mover.MoveAsync(CancellationToken.None);

        var entry = Assert.Single(Trail());
        Assert.Equal(1, moved);
        Assert.Equal((Any.Now, "ada", "committee.created", "tooling", """{"as":{"name":"tooling","isPodling":false}}"""), (entry.At, entry.Who, entry.Action, entry.Subject, entry.Details));
        Assert.Empty(Outbox());
    }

    [Fact]
    public async Task An_entry_whose_mover_died_before_it_was_deleted_is_kept_once()
    {
        await ActAsync("tooling");
        var left = Outbox();
        await _mover.MoveAsync(CancellationToken.None);
        _database.Add(new AuditOutboxEntry
        {
            EventId = left[0].EventId, At = left[0].At, Who = left[0].Who, Action = left[0].Action, Subject = left[0].Subject, Details = left[0].Details,
        });
        await ActAsync("kit");

        var moved = await _mover.MoveAsync(CancellationToken.None);

        Assert.Equal(2, moved);
        Assert.Equal(["tooling", "kit"], Trail().Select(e => e.Subject));
        Assert.Empty(Outbox());
    }

    [Fact]
    public async Task Two_movers_at_once_keep_every_entry_once_and_in_order()
    {
        for (var act = 0; act < 450; act++)
        {
            _database.Add(Entry($"act-{act}"));
        }

        using var other = new AuditMover(_database, _operations, _feed, _maintenance, _time, NullLogger<AuditMover>.Instance);
        await Task.WhenAll(
            Task.Run(() => _mover.MoveAsync(CancellationToken.None)), Task.Run(() => other.MoveAsync(CancellationToken.None)));

        Assert.Equal(Enumerable.Range(0, 450).Select(act => $"act-{act}"), Trail().Select(e => e.Subject));
        Assert.Empty(Outbox());
    }

    [Fact]
    public async Task What_the_trail_cannot_take_now_waits()
    {
        await ActAsync("tooling");
        using (var writer = RawSql.Connect(_operations.File))
        {
            writer.Run("CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'full'); END");
            await Assert.ThrowsAsync<DbUpdateException>(() => _mover.MoveAsync(CancellationToken.None));
            writer.Run("DROP TRIGGER full");
        }

        var moved = await _mover.MoveAsync(CancellationToken.None);

        Assert.Equal(1, moved);
        Assert.Single(Trail());
    }

    [Fact]
    public async Task The_server_moves_what_is_there_at_its_start_and_what_comes_after()
    {
        await ActAsync("tooling");
        var arrived = new SemaphoreSlim(0);
        using var heard = _feed.Subscribe(AuditTopics.Trail, () => arrived.Release());
        await _mover.StartAsync(CancellationToken.None);
        await arrived.WaitAsync();
        await ActAsync("kit");
        _feed.Publish("projects");
        await arrived.WaitAsync();

        await _mover.StopAsync(CancellationToken.None);

        Assert.Equal(["tooling", "kit"], Trail().Select(e => e.Subject));
    }

    [Fact]
    public async Task In_maintenance_the_domains_database_is_left_alone()
    {
        await ActAsync("tooling");
        _maintenance.Begin("A test.");
        var arrived = new SemaphoreSlim(0);
        using var heard = _feed.Subscribe(AuditTopics.Trail, () => arrived.Release());
        await _mover.StartAsync(CancellationToken.None);
        Assert.Single(Outbox());

        _maintenance.End();
        await arrived.WaitAsync();

        await _mover.StopAsync(CancellationToken.None);
        Assert.Single(Trail());
    }

    private async Task ActAsync(string committee)
    {
        var created = await new CommitteeCommands(_database, _time, NullLogger<CommitteeCommands>.Instance)
            .CreateAsync(Acting.Administrator, new(committee), CancellationToken.None);
        Assert.Null(created.Refusal);
    }

    private static AuditOutboxEntry Entry(string subject) =>
        new() { At = Any.Now, Who = "ada", Action = "test.done", Subject = subject, Details = "{}" };

    private List<AuditOutboxEntry> Outbox() => _database.Read(context => context.AuditOutbox.OrderBy(e => e.Id).ToList());

    private List<AuditEntry> Trail()
    {
        using var context = _operations.CreateDbContext();
        return [.. context.AuditEntries.OrderBy(e => e.Id)];
    }
}
