using Dashboard.Checks;
using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Tasks;
using Dashboard.Live;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Features.Tasks;

/// <summary>A release with one revision, and the commands that work on its tasks.</summary>
public sealed class TaskScene : IDisposable
{
    public static readonly Caller Manager = new()
    {
        UserName = "rhea",
        DisplayName = "Rhea",
        Role = AccountRole.ReleaseManager,
        Kind = CallerKind.Session,
        Projects = ["widget"],
    };

    public static readonly Caller Viewer = Manager with { UserName = "vera", Role = AccountRole.Viewer, Projects = [] };

    private readonly ReleaseDatabase _database = new();

    public TaskScene()
    {
        _database.Add(Any.Committee(), Any.Project(), Any.Release());
        Feed.Subscribe(ChangeTopics.Tasks, () => Published++);
        Running = new RunningTasks(Time);
        Commands = new TaskCommands(_database, Running, Feed, Time);
        Workers = new WorkerCommands(_database, Feed, Time, NullLogger<WorkerCommands>.Instance);
        Recovery = new RecoveryCommands(_database, Feed, Time);
        using var context = _database.CreateDbContext();
        using var transaction = context.Database.BeginTransaction();
        var revision = context.AddRevisionAsync(context.Releases.Single(), "rhea", Any.Now, null, CancellationToken.None).Result;
        context.SaveChanges();
        transaction.Commit();
        Revision = revision.Number;
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(Any.Now));
    public ChangeFeed Feed { get; } = new();
    public RunningTasks Running { get; }
    public TaskCommands Commands { get; }
    public WorkerCommands Workers { get; }
    public RecoveryCommands Recovery { get; }
    public string Revision { get; }
    public ReleaseDatabase Database => _database;

    /// <summary>How often the topic of the task list was published.</summary>
    public int Published { get; private set; }

    /// <summary>Enqueues a task about an artifact of 1,000 bytes with two steps.</summary>
    public long Queue(string artifact = "widget-1.0.0.tar.gz")
    {
        using var context = _database.CreateDbContext();
        var task = new ReleaseTask
        {
            TaskType = ReleaseTaskType.ArtifactCheck,
            AsfUid = "rhea",
            Added = Time.GetUtcNow().UtcDateTime,
            ProjectName = "widget",
            VersionName = "1.0.0",
            RevisionNumber = Revision,
            PrimaryRelPath = artifact,
            ProgressTotal = 1000,
        };
        task.Steps.Add(Step(1, CheckNames.Sha512, artifact + ".sha512"));
        task.Steps.Add(Step(2, CheckNames.Signature, artifact + ".asc"));
        context.Tasks.Add(task);
        context.SaveChanges();
        return task.Id;
    }

    public Task<TaskClaim?> ClaimAsync(long id, string server = "server-a") => Workers.ClaimAsync(id, server, CancellationToken.None);

    public Task<bool> FinishAsync(TaskClaim claim, TaskOutcome verdict, params IReadOnlyList<TaskLogLine> log) =>
        Workers.FinishAsync(claim, ProgressOf(claim, claim.ProgressTotal), log, verdict, CancellationToken.None);

    public static TaskProgress ProgressOf(TaskClaim claim, long done) => new(
        claim.TaskId, claim.Attempt, claim.ReleaseName, done, claim.ProgressTotal, null, null, 0,
        [.. claim.Steps.Select(step => new StepProgress(step.Ordinal, ReleaseTaskStatus.Active, done, step.ProgressTotal, "at it", Any.Now, null))]);

    /// <summary>An outcome with one finding.</summary>
    public static TaskOutcome Found(TaskClaim claim, CheckResultStatus status, string message) => TaskOutcome.Completed("{}",
    [
        new CheckResult
        {
            ReleaseName = claim.ReleaseName!,
            RevisionNumber = claim.RevisionNumber!,
            TaskId = claim.TaskId,
            Checker = CheckNames.Sha512,
            PrimaryRelPath = claim.PrimaryRelPath,
            Created = Any.Now,
            Status = status,
            Message = message,
        },
    ]);

    public ReleaseTask Row(long id) => _database.Read(context => context.Tasks.AsNoTracking().Include(t => t.Steps).Single(t => t.Id == id));

    public List<TaskAttempt> AttemptsOf(long id) =>
        _database.Read(context => context.TaskAttempts.AsNoTracking().Where(a => a.TaskId == id).OrderBy(a => a.Attempt).ToList());

    public List<string> Messages() => _database.Read(context => context.CheckResults.OrderBy(r => r.Id).Select(r => r.Message).ToList());

    private static TaskStep Step(int ordinal, string name, string path) =>
        new() { Ordinal = ordinal, Name = name, RelPath = path, ProgressTotal = 1000, Unit = ProgressUnit.Bytes };

    public void Dispose() => _database.Dispose();
}
