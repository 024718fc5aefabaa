using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Data;

public sealed class RevisionTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();

    public RevisionTests() => _database.Add(Any.Committee(), Any.Project(), Any.Release());

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task The_revisions_of_a_release_are_numbered_from_one()
    {
        var first = await AddAsync();
        var second = await AddAsync();

        Assert.Equal(("widget-1.0.0 00001", 1, "00001", null), (first.Name, first.Seq, first.Number, first.ParentName));
        Assert.Equal(("widget-1.0.0 00002", 2, "00002", "widget-1.0.0 00001"), (second.Name, second.Seq, second.Number, second.ParentName));
    }

    [Fact]
    public async Task Twenty_writers_at_once_get_twenty_consecutive_numbers_and_the_right_parents()
    {
        const int Writers = 20;
        using var together = new Barrier(Writers);

        // A thread each, because SQLite's calls block and the pool would run only two or three at a time.
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                AddAsync().GetAwaiter().GetResult();
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        var numbers = Enumerable.Range(1, Writers).Select(Revision.NumberOf).ToList();
        var parents = numbers.Take(Writers - 1).Select(number => Revision.NameOf("widget-1.0.0", number)).Prepend("");
        Assert.Equal(numbers, _database.Rows("SELECT number FROM revision ORDER BY seq"));
        Assert.Equal(parents, _database.Rows("SELECT parent_name FROM revision ORDER BY seq"));
        Assert.Equal(["20"], _database.Rows("SELECT last_allocated_number FROM revision_counter"));
    }

    [Fact]
    public async Task A_recreated_release_does_not_reuse_a_number()
    {
        await AddAsync();
        await AddAsync();
        _database.Run("DELETE FROM release");
        _database.Add(Any.Release());

        var next = await AddAsync();

        Assert.Equal(("00003", null), (next.Number, next.ParentName));
    }

    [Fact]
    public async Task A_number_is_not_reused_after_its_revision_is_deleted()
    {
        var first = await AddAsync();
        await AddAsync();
        _database.Run("DROP TRIGGER tr_revision_delete; DELETE FROM revision WHERE seq = 2");

        var next = await AddAsync();

        Assert.Equal(("00003", first.Name), (next.Number, next.ParentName));
    }

    [Fact]
    public async Task A_rolled_back_revision_uses_no_number()
    {
        await using (var context = _database.CreateDbContext())
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            await context.AddRevisionAsync(context.Releases.Single(), "alex", Any.Now, null, CancellationToken.None);
            await context.SaveChangesAsync();
        }

        var next = await AddAsync();

        Assert.Equal("00001", next.Number);
    }

    [Fact]
    public async Task A_revision_cannot_be_added_outside_a_transaction()
    {
        await using var context = _database.CreateDbContext();
        var release = context.Releases.Single();

        await Assert.ThrowsAsync<InvalidOperationException>(() => context.AddRevisionAsync(release, "alex", Any.Now, null, CancellationToken.None));

        Assert.Empty(_database.Rows("SELECT * FROM revision_counter"));
    }

    [Fact]
    public async Task A_revision_keeps_the_phase_that_the_release_had()
    {
        await AddAsync();
        _database.Run("DROP TRIGGER tr_release_phase; UPDATE release SET phase = 'RELEASE_PREVIEW'");

        await AddAsync();

        Assert.Equal(["RELEASE_CANDIDATE_DRAFT", "RELEASE_PREVIEW"], _database.Rows("SELECT phase FROM revision ORDER BY seq"));
    }

    [Fact]
    public async Task The_hundred_thousandth_revision_has_six_digits()
    {
        _database.Add(new RevisionCounter { ReleaseName = "widget-1.0.0", LastAllocatedNumber = 99_999 });

        var revision = await AddAsync();

        Assert.Equal(("100000", "widget-1.0.0 100000"), (revision.Number, revision.Name));
    }

    private async Task<Revision> AddAsync()
    {
        await using var context = _database.CreateDbContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        var release = await context.Releases.SingleAsync();
        var revision = await context.AddRevisionAsync(release, "alex", Any.Now, "Upload of 3 files.", CancellationToken.None);
        await context.SaveChangesAsync();
        await transaction.CommitAsync();
        return revision;
    }
}
