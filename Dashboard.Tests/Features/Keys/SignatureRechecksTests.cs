using System.Text.Json;
using Dashboard.Checks;
using Dashboard.Data.Entities;
using Dashboard.Features.Audit;
using Dashboard.Features.Keys;
using Dashboard.Features.Tasks;
using Dashboard.Tests.Checks.Support;
using Dashboard.Tests.Features.Tasks;
using Dashboard.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Tests.Features.Keys;

/// <summary>What a committee's keys decided is decided again when they change, without anybody asking.</summary>
public sealed class SignatureRechecksTests : IDisposable
{
    private readonly TaskScene _scene = new();
    private readonly TestKey _jane = TestKey.Ed25519();
    private readonly KeyCommands _keys;

    public SignatureRechecksTests() => _keys = new KeyCommands(_scene.Database, _scene.Time, NullLogger<KeyCommands>.Instance);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_signature_whose_key_was_missing_is_checked_again_when_the_key_comes()
    {
        var task = await CheckedAsync("widget-1.0.0.tar.gz", CheckResultStatus.Blocker, _jane.KeyId);

        var import = await ImportAsync();

        var again = Assert.Single(Queued());
        Assert.Equal(1, import.CheckedAgain);
        Assert.Equal((task, "rhea", "widget-1.0.0.tar.gz", 2), (again.RetryOfId, again.AsfUid, again.PrimaryRelPath, again.Steps));
        Assert.Contains("\"checkedAgain\":1", _scene.Database.Read(c => c.AuditOutbox.Single(e => e.Action == DomainActions.KeysImported).Details), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_that_begin_again_with_new_keys_wait_for_what_somebody_has_just_put_in()
    {
        var task = await CheckedAsync("widget-1.0.0.tar.gz", CheckResultStatus.Blocker, _jane.KeyId);
        await ImportAsync();

        var put = _scene.Queue("widget-1.0.0.zip");

        var again = _scene.Database.Read(context => context.Tasks.Single(t => t.RetryOfId == task));
        // Lower runs first.
        Assert.True(_scene.Row(put).Priority < again.Priority);
    }

    [Fact]
    public async Task Signatures_by_other_keys_are_left_alone()
    {
        await CheckedAsync("widget-1.0.0.tar.gz", CheckResultStatus.Blocker, "0123456789abcdef");

        var import = await ImportAsync();

        Assert.Equal(0, import.CheckedAgain);
        Assert.Empty(Queued());
    }

    [Fact]
    public async Task A_signature_that_names_nobody_is_checked_again_with_any_new_key()
    {
        await CheckedAsync("widget-1.0.0.tar.gz", CheckResultStatus.Blocker, keyId: null);

        await ImportAsync();

        Assert.Single(Queued());
    }

    [Fact]
    public async Task A_good_signature_is_checked_again_when_its_key_is_taken_away()
    {
        await ImportAsync();
        await CheckedAsync("widget-1.0.0.tar.gz", CheckResultStatus.Note, _jane.KeyId);

        await _keys.UnlinkAsync(TaskScene.Manager, "tooling", _jane.Fingerprint, CancellationToken.None);

        Assert.Single(Queued());
    }

    [Fact]
    public async Task A_key_that_is_revoked_for_one_committee_is_so_for_every_other_that_has_it()
    {
        _scene.Database.Add(Any.Committee("other"));
        await ImportAsync();
        await ImportAsync("other");
        await CheckedAsync("widget-1.0.0.tar.gz", CheckResultStatus.Note, _jane.KeyId);

        await _keys.ImportAsync(
            Acting.Administrator, "other", TestKey.Armor("PUBLIC KEY BLOCK", [_jane.KeyPacket, _jane.Revoke(), .. _jane.Usual().Skip(1)]), CancellationToken.None);

        Assert.Single(Queued());
    }

    [Fact]
    public async Task A_check_that_runs_while_the_keys_change_begins_again_and_its_verdict_by_the_old_ones_does_not_count()
    {
        var id = _scene.Queue();
        var claim = (await _scene.ClaimAsync(id))!;

        var import = await ImportAsync();
        var counted = await _scene.FinishAsync(claim, TaskScene.Found(claim, CheckResultStatus.Blocker, "By the old keys."));

        Assert.Equal((1, false, ReleaseTaskStatus.Queued), (import.CheckedAgain, counted, _scene.Row(id).Status));
        Assert.Equal((TaskAttemptOutcome.Lost, "The committee's keys changed while it ran."), (_scene.AttemptsOf(id)[0].Outcome, _scene.AttemptsOf(id)[0].Error));
        Assert.Equal(2, (await _scene.ClaimAsync(id))!.Attempt);
    }

    [Fact]
    public async Task What_is_known_already_checks_nothing_again()
    {
        await ImportAsync();
        await CheckedAsync("widget-1.0.0.tar.gz", CheckResultStatus.Note, _jane.KeyId);

        await ImportAsync();

        Assert.Empty(Queued());
    }

    [Fact]
    public async Task An_older_revision_is_left_as_it_was()
    {
        await CheckedAsync("widget-1.0.0.tar.gz", CheckResultStatus.Blocker, _jane.KeyId);
        await AddRevisionAsync();

        await ImportAsync();

        Assert.Empty(Queued());
    }

    [Fact]
    public async Task A_release_that_is_voted_on_is_left_as_it_was()
    {
        await CheckedAsync("widget-1.0.0.tar.gz", CheckResultStatus.Blocker, _jane.KeyId);
        _scene.Database.Run("DROP TRIGGER tr_release_phase; UPDATE release SET phase = 'RELEASE_CANDIDATE'");

        await ImportAsync();

        Assert.Empty(Queued());
    }

    private async Task<KeyImport> ImportAsync(string committee = "tooling")
    {
        var caller = committee == "tooling" ? TaskScene.Manager : Acting.Administrator;
        return (await _keys.ImportAsync(caller, committee, _jane.ToKeys(), CancellationToken.None)).Value!;
    }

    /// <summary>A task that has ended with this judgement on the artifact's signature.</summary>
    private async Task<long> CheckedAsync(string artifact, CheckResultStatus status, string? keyId)
    {
        var id = _scene.Queue(artifact);
        var claim = (await _scene.ClaimAsync(id))!;
        var data = keyId is null ? new Dictionary<string, string>() : new() { ["keyId"] = keyId };
        await _scene.FinishAsync(claim, TaskOutcome.Completed("{}",
        [
            new CheckResult
            {
                ReleaseName = claim.ReleaseName!,
                RevisionNumber = claim.RevisionNumber!,
                TaskId = id,
                Checker = CheckNames.Signature,
                PrimaryRelPath = artifact,
                Created = Any.Now,
                Status = status,
                Message = "Judged.",
                Data = JsonSerializer.Serialize(data),
            },
        ]));
        return id;
    }

    private async Task AddRevisionAsync()
    {
        await using var context = _scene.Database.CreateDbContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.AddRevisionAsync(context.Releases.Single(), "rhea", Any.Now, null, CancellationToken.None);
        await context.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    private List<(long? RetryOfId, string AsfUid, string? PrimaryRelPath, int Steps)> Queued() =>
        _scene.Database.Read(context => context.Tasks.Where(t => t.Status == ReleaseTaskStatus.Queued)
            .Select(t => new { t.RetryOfId, t.AsfUid, t.PrimaryRelPath, t.Steps.Count }).AsEnumerable()
            .Select(t => (t.RetryOfId, t.AsfUid, t.PrimaryRelPath, t.Count)).ToList());
}
