using Dashboard.Features.Keys;
using Dashboard.Tests.Checks.Support;
using Dashboard.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Features.Keys;

public sealed class KeyQueriesTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();
    private readonly FakeTimeProvider _time = new(Any.Now);
    private readonly TestKey _jane = TestKey.Ed25519();

    public KeyQueriesTests() => _database.Add(Any.Committee(), Any.Committee("other"), Any.Project());

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task A_key_is_listed_with_what_it_says_of_itself()
    {
        await ImportAsync(TestKey.Armor("PUBLIC KEY BLOCK", _jane.KeyPacket, _jane.Revoke(), TestKey.UserIdPacket("Jane"), _jane.CertifyUserId("Jane")));

        var row = Assert.Single((await ListAsync())!.Keys);

        Assert.Equal((_jane.Fingerprint, "Jane", "EdDSA", 255, TestKey.Born), (row.Fingerprint, row.UserId, row.Algorithm, row.Bits, row.Created));
        Assert.NotNull(row.Revocation);
    }

    [Fact]
    public async Task A_key_names_the_other_committees_that_it_counts_for()
    {
        await ImportAsync(_jane.ToKeys());
        await ImportAsync(_jane.ToKeys(), "other");

        Assert.Equal(["other"], Assert.Single((await ListAsync())!.Keys).OtherCommittees);
    }

    [Fact]
    public async Task Keys_of_other_committees_are_not_in_the_list()
    {
        await ImportAsync(_jane.ToKeys(), "other");

        Assert.Empty((await ListAsync())!.Keys);
    }

    [Fact]
    public async Task The_ring_follows_what_is_imported_and_removed()
    {
        var before = await Queries.RingOfAsync("tooling", CancellationToken.None);
        await ImportAsync(_jane.ToKeys());
        var with = await Queries.RingOfAsync("tooling", CancellationToken.None);
        await Commands.UnlinkAsync(Acting.Administrator, "tooling", _jane.Fingerprint, CancellationToken.None);
        var after = await Queries.RingOfAsync("tooling", CancellationToken.None);

        Assert.Equal((0, 1, 0), (before.Keys.Count, with.Keys.Count, after.Keys.Count));
    }

    [Fact]
    public async Task An_unchanged_ring_is_not_verified_again()
    {
        await ImportAsync(_jane.ToKeys());
        var rings = new KeyRings();
        var queries = new KeyQueries(_database, rings, _time);

        var first = await queries.RingOfAsync("tooling", CancellationToken.None);

        Assert.Same(first, await queries.RingOfAsync("tooling", CancellationToken.None));
    }

    [Fact]
    public async Task The_overview_counts_what_has_expired_and_what_soon_will()
    {
        _database.Add(KeyThatExpires("aa", -1), KeyThatExpires("bb", 29), KeyThatExpires("cc", 31), Any.Key("dd"));
        _database.Add(Any.Link("aa"), Any.Link("bb"), Any.Link("cc"), Any.Link("dd"));

        var overview = await Queries.OverviewAsync(Acting.Viewer, CancellationToken.None);

        Assert.Equal([new("other", "other", 0, 0, 0), new CommitteeKeys("tooling", "tooling", 4, 1, 1)], overview);
    }

    [Theory]
    [InlineData("widget", true)]
    [InlineData("gadget", false)]
    public async Task The_list_says_whether_its_reader_may_change_it(string project, bool mayChange)
    {
        var list = await Queries.ListAsync(Acting.ManagerOf(project), "tooling", CancellationToken.None);

        Assert.Equal(mayChange, list!.MayChange);
    }

    [Fact]
    public async Task A_committee_that_is_not_there_is_null()
    {
        Assert.Null(await Queries.ListAsync(Acting.Viewer, "nowhere", CancellationToken.None));
    }

    private KeyQueries Queries => new(_database, new KeyRings(), _time);

    private KeyCommands Commands => new(_database, _time, NullLogger<KeyCommands>.Instance);

    private Task<CommitteeKeyList?> ListAsync() => Queries.ListAsync(Acting.Viewer, "tooling", CancellationToken.None);

    private async Task ImportAsync(string text, string committee = "tooling") =>
        await Commands.ImportAsync(Acting.Administrator, committee, text, CancellationToken.None);

    private static Dashboard.Data.Entities.PublicSigningKey KeyThatExpires(string digits, int days)
    {
        var key = Any.Key(digits);
        key.Expires = Any.Now.AddDays(days);
        return key;
    }
}
