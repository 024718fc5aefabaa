using System.Data.Common;
using Dashboard.Checks.OpenPgp;
using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Features.Accounts;
using Dashboard.Features.Keys;
using Dashboard.Tests.Checks.Support;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Features.Keys;

public sealed partial class KeyCommandsTests : IDisposable
{
    private const string Jane = "Jane <jane@example.org>";

    private readonly RecordedChanges _changes = new();
    private readonly ReleaseDatabase _database;
    private readonly FakeTimeProvider _time = new(Any.Now);
    private readonly TestKey _jane = TestKey.Ed25519();

    public KeyCommandsTests()
    {
        _database = new ReleaseDatabase(new ChangeInterceptor(_changes));
        _database.Add(Any.Committee(), Any.Committee("other"), Any.Project(), Any.Project("gadget", "other"));
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task A_new_key_is_stored_and_counts_for_the_committee()
    {
        var import = await ImportAsync(_jane.ToKeys(Jane));

        Assert.Equal(new ImportedKey(_jane.Fingerprint, Jane, KeyImportKind.Added, null), Assert.Single(import.Keys));
        var stored = _database.Read(c => c.KeyLinks.Include(l => l.Key).Single());
        Assert.Equal(("tooling", _jane.Fingerprint), (stored.CommitteeName, stored.KeyFingerprint));
        Assert.Equal((Jane, 22, 255, TestKey.Born), (stored.Key!.PrimaryDeclaredUid, stored.Key.Algorithm, stored.Key.Length, stored.Key.Created));
        Assert.Equal(_jane.Fingerprint, Assert.Single(KeyRing.Parse(stored.Key.AsciiArmoredKey).Keys).Fingerprint);
    }

    [Fact]
    public async Task An_import_is_published_once_it_is_committed()
    {
        _changes.OnPublish = () => Assert.Equal(1, _database.Read(c => c.KeyLinks.Count()));

        await ImportAsync(_jane.ToKeys());

        Assert.Equal([ChangeTopics.Keys], _changes.Topics);
    }

    [Fact]
    public async Task What_is_known_is_not_written_again()
    {
        await ImportAsync(_jane.ToKeys());
        var published = _changes.Topics.Count;

        var import = await ImportAsync(Stored(_jane));

        Assert.Equal(KeyImportKind.Unchanged, Assert.Single(import.Keys).Kind);
        Assert.Equal(published, _changes.Topics.Count);
    }

    [Fact]
    public async Task A_key_of_another_committee_comes_to_count_for_this_one()
    {
        await ImportAsync(_jane.ToKeys(), "other");

        var import = await ImportAsync(Stored(_jane));

        Assert.Equal(KeyImportKind.Linked, Assert.Single(import.Keys).Kind);
        Assert.Equal((1, 2), _database.Read(c => (c.PublicSigningKeys.Count(), c.KeyLinks.Count())));
    }

    [Fact]
    public async Task A_revocation_is_taken_over()
    {
        await ImportAsync(_jane.ToKeys(Jane));

        var import = await ImportAsync(Revoked());

        var result = Assert.Single(import.Keys);
        Assert.Equal(KeyImportKind.Updated, result.Kind);
        Assert.StartsWith("It is revoked since", result.Note, StringComparison.Ordinal);
        Assert.NotNull(Judged(_jane).Revocation);
    }

    [Fact]
    public async Task A_revocation_by_itself_finds_its_key()
    {
        await ImportAsync(_jane.ToKeys());

        var import = await ImportAsync(TestKey.Armor("PUBLIC KEY BLOCK", _jane.Revoke()));

        var result = Assert.Single(import.Keys);
        Assert.Equal((_jane.Fingerprint, KeyImportKind.Updated), (result.Fingerprint, result.Kind));
        Assert.NotNull(Judged(_jane).Revocation);
    }

    [Fact]
    public async Task A_revocation_whose_key_is_not_known_is_said_to_be_of_no_key()
    {
        var outcome = await Commands().ImportAsync(
            Acting.Administrator, "tooling", TestKey.Armor("PUBLIC KEY BLOCK", _jane.Revoke()), CancellationToken.None);

        Assert.Contains("revocation", outcome.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_copy_takes_no_revocation_away()
    {
        await ImportAsync(Revoked());

        var import = await ImportAsync(_jane.ToKeys(Jane));

        Assert.StartsWith("It stays revoked", Assert.Single(import.Keys).Note, StringComparison.Ordinal);
        Assert.NotNull(Judged(_jane).Revocation);
    }

    [Fact]
    public async Task A_removed_key_that_comes_back_is_still_revoked()
    {
        await ImportAsync(Revoked());
        await Commands().UnlinkAsync(Acting.Administrator, "tooling", _jane.Fingerprint, CancellationToken.None);

        var import = await ImportAsync(_jane.ToKeys(Jane));

        Assert.Equal(KeyImportKind.Linked, Assert.Single(import.Keys).Kind);
        Assert.NotNull(Judged(_jane).Revocation);
    }

    [Fact]
    public async Task A_revocation_made_with_another_key_counts_for_nothing()
    {
        await ImportAsync(_jane.ToKeys(Jane));

        await ImportAsync(TestKey.Armor(
            "PUBLIC KEY BLOCK", _jane.KeyPacket, TestKey.Ed25519().Revoke(of: _jane), TestKey.UserIdPacket(Jane), _jane.CertifyUserId(Jane)));

        Assert.Null(Judged(_jane).Revocation);
    }

    [Fact]
    public async Task A_later_expiry_stays_when_an_older_copy_comes_after_it()
    {
        var soon = Certified(TimeSpan.FromDays(365), TestKey.Born);
        var late = Certified(TimeSpan.FromDays(3650), TestKey.Born.AddDays(100));
        await ImportAsync(soon);

        var extended = await ImportAsync(late);
        await ImportAsync(soon);

        Assert.Equal((KeyImportKind.Updated, "It now expires on 29 Dec 2029."), (extended.Keys.Single().Kind, extended.Keys.Single().Note));
        Assert.Equal(TestKey.Born.AddDays(3650), _database.Read(c => c.PublicSigningKeys.Single().Expires));
    }

    [Fact]
    public async Task What_one_import_adds_while_another_verifies_is_not_lost()
    {
        await ImportAsync(_jane.ToKeys(Jane));
        var contexts = new OtherContexts(_database.File, new OnFirstTransaction { Act = () => ImportAsync(Revoked()) });

        var outcome = await new KeyCommands(contexts, _time, NullLogger<KeyCommands>.Instance).ImportAsync(
            Acting.Administrator, "tooling", Certified(TimeSpan.FromDays(3650), TestKey.Born.AddDays(100)), CancellationToken.None);

        Assert.True(outcome.Done);
        Assert.Equal((true, TestKey.Born.AddDays(3650)), (Judged(_jane).Revocation is not null, Judged(_jane).Expires));
    }

    [Fact]
    public async Task A_release_manager_of_one_of_its_projects_imports_and_removes()
    {
        var manager = Acting.ManagerOf("widget");

        var imported = await Commands().ImportAsync(manager, "tooling", _jane.ToKeys(), CancellationToken.None);
        var removed = await Commands().UnlinkAsync(manager, "tooling", _jane.Fingerprint, CancellationToken.None);

        Assert.True(imported.Done && removed.Done);
    }

    [Fact]
    public async Task Who_manages_none_of_its_projects_changes_nothing()
    {
        await ImportAsync(_jane.ToKeys(Jane));

        foreach (var caller in new[] { Acting.Viewer, Acting.ManagerOf("gadget"), Acting.ManagerOf() })
        {
            await Assert.ThrowsAsync<NotAllowedException>(() => Commands().ImportAsync(caller, "tooling", Revoked(), CancellationToken.None));
            await Assert.ThrowsAsync<NotAllowedException>(() => Commands().UnlinkAsync(caller, "tooling", _jane.Fingerprint, CancellationToken.None));
        }

        Assert.Null(Judged(_jane).Revocation);
        Assert.Equal(1, _database.Read(c => c.KeyLinks.Count()));
    }

    [Fact]
    public async Task A_committee_that_is_not_there_is_said_not_to_be()
    {
        var outcome = await Commands().ImportAsync(Acting.Administrator, "nowhere", _jane.ToKeys(), CancellationToken.None);

        Assert.Equal("There is no committee 'nowhere'.", outcome.Refusal);
    }

    [Fact]
    public async Task A_removed_key_counts_for_others_still()
    {
        await ImportAsync(_jane.ToKeys());
        await ImportAsync(_jane.ToKeys(), "other");

        await Commands().UnlinkAsync(Acting.Administrator, "tooling", _jane.Fingerprint, CancellationToken.None);

        Assert.Equal("other", _database.Read(c => c.KeyLinks.Single().CommitteeName));
    }

    [Fact]
    public async Task A_key_that_is_removed_twice_is_said_to_be_gone()
    {
        var outcome = await Commands().UnlinkAsync(Acting.Administrator, "tooling", _jane.Fingerprint, CancellationToken.None);

        Assert.Contains("somebody has removed it", outcome.Refusal, StringComparison.Ordinal);
    }

    private KeyCommands Commands() => new(_database, _time, NullLogger<KeyCommands>.Instance);

    private async Task<KeyImport> ImportAsync(string text, string committee = "tooling")
    {
        var outcome = await Commands().ImportAsync(Acting.Administrator, committee, text, CancellationToken.None);
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    private string Revoked() =>
        TestKey.Armor("PUBLIC KEY BLOCK", _jane.KeyPacket, _jane.Revoke(), TestKey.UserIdPacket(Jane), _jane.CertifyUserId(Jane));

    private string Certified(TimeSpan lives, DateTime at) => TestKey.Armor(
        "PUBLIC KEY BLOCK",
        _jane.KeyPacket,
        TestKey.UserIdPacket(Jane),
        _jane.CertifyUserId(Jane, new Signing { At = at, KeyLives = lives, Uses = TestKey.Sign | TestKey.Certify }));

    private string Stored(TestKey key) => _database.Read(c => c.PublicSigningKeys.Single(k => k.Fingerprint == key.Fingerprint).AsciiArmoredKey);

    private OpenPgpKey Judged(TestKey key) => Assert.Single(KeyRing.Parse(Stored(key)).Keys);

    /// <summary>Acts where an import has verified and is about to write.</summary>
    private sealed class OnFirstTransaction : DbTransactionInterceptor
    {
        public Func<Task>? Act { get; set; }

        public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
            DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
        {
            var act = Act;
            Act = null;
            await (act?.Invoke() ?? Task.CompletedTask);
            return result;
        }
    }

    /// <summary>Contexts on the same file with an interceptor of their own.</summary>
    private sealed class OtherContexts(string file, IInterceptor interceptor) : IDbContextFactory<ReleaseDbContext>
    {
        public ReleaseDbContext CreateDbContext() => ReleaseDatabase.Open(file, interceptor);
    }
}
