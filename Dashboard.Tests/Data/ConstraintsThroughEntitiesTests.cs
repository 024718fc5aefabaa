using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Data;

/// <summary>An invalid entity is refused by the same constraint, under the same name, as a row from raw SQL.</summary>
public sealed class ConstraintsThroughEntitiesTests : IDisposable
{
    private const string Other64 = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private readonly ReleaseDatabase _database = new();

    public ConstraintsThroughEntitiesTests()
    {
        OneRowEach.Fill(_database);
        // These triggers refuse before the CHECK is evaluated.
        _database.Run("DROP TRIGGER tr_task_attempt_insert; DROP TRIGGER tr_task_step_insert; DROP TRIGGER tr_check_result_insert");
    }

    public void Dispose() => _database.Dispose();

    /// <summary>By constraint: a change that breaks it, and one that differs in the value only and satisfies it.</summary>
    private static readonly Dictionary<string, (Action<ReleaseDbContext> Wrong, Action<ReleaseDbContext> Right)> Cases = new()
    {
        ["ck_audit_outbox_action"] = (c => c.Add(Audit("Created")), c => c.Add(Audit("a.b"))),
        ["ck_audit_outbox_details"] = (c => c.Add(Audit("a.b", details: "[]")), c => c.Add(Audit("a.b"))),
        ["ck_audit_outbox_who"] = (c => c.Add(Audit("a.b", who: "")), c => c.Add(Audit("a.b"))),
        ["ck_blob_sha256"] = (c => c.Add(Blob("x")), c => c.Add(Blob(Other64))),
        ["ck_blob_sha512"] = (c => c.Add(Blob(Other64, "x")), c => c.Add(Blob(Other64))),
        ["ck_blob_size"] = (c => c.Add(Blob(Other64, size: -1)), c => c.Add(Blob(Other64))),
        ["ck_check_result_data"] = (c => c.Add(Result("[]")), c => c.Add(Result("{}"))),
        ["ck_committee_name"] = (c => c.Add(Any.Committee("A")), c => c.Add(Any.Committee("a"))),
        ["ck_committee_full_name"] = (c => c.Add(Any.Committee("a", "Apache A")), c => c.Add(Any.Committee("a", "A"))),
        ["ck_project_name"] = (c => c.Add(Any.Project("A")), c => c.Add(Any.Project("a"))),
        ["ck_public_signing_key_fingerprint"] = (c => c.Add(Key("FF")), c => c.Add(Key(Other64))),
        ["ck_release_version"] = (c => c.Add(Any.Release(version: "1/0")), c => c.Add(Any.Release(version: "2.0"))),
        ["ck_release_name"] = (c => Set(c, Any.Release(version: "2.0"), "Name", "other"), c => c.Add(Any.Release(version: "2.0"))),
        ["ck_release_released"] = (c => c.Releases.First().Released = Any.Now, c => c.Releases.First().VoteStarted = Any.Now),
        ["ck_release_vote_resolved"] = (c => c.Releases.First().VoteResolved = Any.Now, c => c.Releases.First().VoteStarted = Any.Now),
        ["ck_release_policy_min_hours"] = (c => c.Add(new ReleasePolicy { MinHours = 1 }), c => c.Add(new ReleasePolicy { MinHours = 100 })),
        ["ck_release_policy_strict_manual"] = (
            c => c.Add(new ReleasePolicy { StrictChecking = true, ManualVote = true }), c => c.Add(new ReleasePolicy { StrictChecking = true })),
        ["ck_release_policy_github_repository_name"] = (
            c => c.Add(new ReleasePolicy { GithubRepositoryName = "a/b" }), c => c.Add(new ReleasePolicy { GithubRepositoryName = "b" })),
        ["ck_revision_counter_last_allocated_number"] = (
            c => c.Add(new RevisionCounter { ReleaseName = "a-1" }), c => c.Add(new RevisionCounter { ReleaseName = "a-1", LastAllocatedNumber = 1 })),
        ["ck_revision_file_path"] = (c => c.Add(File("/a")), c => c.Add(File("a"))),
        ["ck_task_task_args"] = (c => c.Add(NewTask(args: "[]")), c => c.Add(NewTask())),
        ["ck_task_revision_of_version"] = (c => c.Add(NewTask(revision: "00001")), c => c.Add(NewTask("widget", "1.0.0", "00001"))),
        ["ck_task_version_of_project"] = (c => c.Add(NewTask(version: "1.0.0")), c => c.Add(NewTask("widget", "1.0.0"))),
        ["ck_task_progress"] = (c => Set(c, NewTask(), "ProgressDone", 1L), c => Set(c, NewTask(), "ProgressDone", 0L)),
        ["ck_task_result"] = (c => Finish(c, "Result", "[]"), c => Finish(c, "Result", "{}")),
        ["ck_task_cancel_requested"] = (
            c => Set(c, c.Tasks.First(), "CancelRequestedBy", "alex"), c => Set(c, c.Tasks.First(), "CancelRequestedAt", null)),
        ["ck_task_error_kind_of_failed"] = (c => Set(c, NewTask(), "ErrorKind", TaskErrorKind.Error), c => Set(c, NewTask(), "ErrorKind", null)),
        ["ck_task_valid_task_status_transitions"] = (c => Set(c, NewTask(), "Started", Any.Now), c => Set(c, NewTask(), "Started", null)),
        ["ck_task_attempt_number"] = (c => c.Add(Attempt(0)), c => c.Add(Attempt(2))),
        ["ck_task_attempt_ended"] = (c => Set(c, Attempt(2), "Ended", Any.Now), c => Set(c, Attempt(2), "Ended", null)),
        ["ck_task_step_ordinal"] = (c => c.Add(Step(0)), c => c.Add(Step(2))),
        ["ck_task_step_progress"] = (c => Set(c, Step(2), "ProgressDone", 1L), c => c.Add(Step(2))),
        ["ck_task_log_line_line"] = (c => c.Add(Line(0)), c => c.Add(Line(2))),
    };

    public static TheoryData<string> Constraints => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Constraints))]
    public void An_entity_that_breaks_a_constraint_is_refused_by_its_name(string constraint)
    {
        using var context = _database.CreateDbContext();
        Cases[constraint].Wrong(context);

        var refused = Assert.Throws<DbUpdateException>(() => context.SaveChanges());

        Assert.Contains($"'CHECK constraint failed: {constraint}'", refused.InnerException!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Constraints))]
    public void An_entity_that_satisfies_the_constraint_is_saved(string constraint)
    {
        using var context = _database.CreateDbContext();
        Cases[constraint].Right(context);

        var refused = Record.Exception(() => context.SaveChanges());

        Assert.Null(refused);
    }

    [Fact]
    public void A_second_release_of_a_version_is_refused()
    {
        var refused = Assert.Throws<DbUpdateException>(() => _database.Add(Any.Release()));

        Assert.Contains("tr_release_insert: ", refused.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_releases_whose_project_and_version_form_the_same_name_are_refused()
    {
        _database.Add(Any.Project("widget-1"), Any.Release("widget-1", "2"));

        var refused = Assert.Throws<DbUpdateException>(() => _database.Add(Any.Release("widget", "1-2")));

        Assert.Contains("tr_release_insert: ", refused.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_retry_of_one_task_is_refused()
    {
        var refused = Assert.Throws<DbUpdateException>(() => _database.Add(NewTask(retryOf: 1)));

        Assert.Contains("UNIQUE constraint failed: task.retry_of_id", refused.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_outside_its_enum_never_reaches_the_database()
    {
        using var context = _database.CreateDbContext();
        context.Releases.Single(release => release.Name == "widget-1.0.0").Phase = (ReleasePhase)99;

        var refused = Assert.ThrowsAny<Exception>(() => context.SaveChanges());

        Assert.DoesNotContain("SqliteException", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal(["RELEASE_CANDIDATE_DRAFT"], _database.Rows("SELECT phase FROM release WHERE name = 'widget-1.0.0'"));
    }

    private static void Set(ReleaseDbContext context, object entity, string property, object? value)
    {
        var entry = context.Entry(entity);
        entry.Property(property).CurrentValue = value;
        if (entry.State == EntityState.Detached)
        {
            entry.State = EntityState.Added;
        }
    }

    private static void Finish(ReleaseDbContext context, string property, object value)
    {
        var active = context.Tasks.First();
        context.Tasks.Where(t => t.Id == active.Id).ExecuteUpdate(t => t
            .SetProperty(x => x.Status, ReleaseTaskStatus.Active).SetProperty(x => x.Attempt, x => x.Attempt + 1)
            .SetProperty(x => x.Started, Any.Now).SetProperty(x => x.Pid, 7));
        context.Entry(active).Reload();
        Set(context, active, "Status", ReleaseTaskStatus.Completed);
        Set(context, active, "Completed", Any.Now);
        Set(context, active, property, value);
    }

    private static AuditOutboxEntry Audit(string action, string who = "alex", string details = "{}") =>
        new() { At = Any.Now, Who = who, Action = action, Subject = "widget", Details = details };

    private static Blob Blob(string sha256, string? sha512 = null, long size = 0) =>
        new() { Sha256 = sha256, Sha512 = sha512 ?? OneRowEach.Sha512, Size = size, Created = Any.Now };

    private static CheckResult Result(string data) => new()
    {
        ReleaseName = "widget-1.0.0",
        RevisionNumber = "00001",
        Checker = "sha512",
        Created = Any.Now,
        Status = CheckResultStatus.Note,
        Message = "The digests match.",
        Data = data,
    };

    private static PublicSigningKey Key(string fingerprint) =>
        new() { Fingerprint = fingerprint, Algorithm = 1, Length = 4096, Created = Any.Now, AsciiArmoredKey = "" };

    private static RevisionFile File(string path) => new() { RevisionName = "widget-1.0.0 00002", Path = path, Sha256 = OneRowEach.Sha256 };

    private static ReleaseTask NewTask(
        string? project = null, string? version = null, string? revision = null, string args = "{}", long? retryOf = null) => new()
    {
        TaskType = ReleaseTaskType.PathsCheck,
        TaskArgs = args,
        AsfUid = "alex",
        Added = Any.Now,
        ProjectName = project,
        VersionName = version,
        RevisionNumber = revision,
        RetryOfId = retryOf,
    };

    private static TaskAttempt Attempt(int attempt) =>
        new() { TaskId = 1, Attempt = attempt, Started = Any.Now, Pid = 7, Server = "here" };

    private static TaskStep Step(int ordinal) => new() { TaskId = 1, Ordinal = ordinal, Name = "sha256", Unit = ProgressUnit.Bytes };

    private static TaskLogLine Line(int line) =>
        new() { TaskId = 1, Attempt = 1, Line = line, At = Any.Now, Level = TaskLogLevel.Warning, Message = "Slow." };
}
