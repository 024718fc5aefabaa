using System.Text;
using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Announcements;
using Dashboard.Features.Blobs;
using Dashboard.Features.Mail;
using Dashboard.Features.Releases;
using Dashboard.Features.State;
using Dashboard.Features.Tasks;
using Dashboard.Features.Uploads;
using Dashboard.Features.Votes;
using Dashboard.Live;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Features.Votes;

/// <summary>A release whose candidate is uploaded and checked, in a committee of four; and everything that takes it further.</summary>
internal sealed class VoteScene : IDisposable
{
    public const string Recipient = "dev@tooling.example.org";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dashboard-vote-");
    private readonly ServerLease _server;

    public VoteScene(MailOptions? mail = null, int? minHours = null)
    {
        Database.Add(
            new Committee { Name = "tooling", CommitteeMembers = ["ada", "ben", "cleo", "dan"] },
            minHours is null ? Any.Project() : WithMinHours(minHours.Value),
            Any.Release());
        var state = new StateDirectory(Options.Create(new StateOptions { Directory = _directory.FullName }), new HereEnvironment());
        _server = new ServerLease(state, Options.Create(new TaskOptions()), TimeProvider.System);
        Blobs = new BlobStore(state, _server);
        Downloads = new DownloadTree(state, Blobs);
        var options = Options.Create(mail ?? new MailOptions());
        var outbox = new MailOutbox(options);
        Votes = new VoteCommands(Database, outbox, Time);
        Queries = new VoteQueries(Database, Time);
        Revisions = new RevisionCommands(Database, Blobs, Time);
        Announcements = new AnnouncementCommands(Database, outbox, Time);
        AnnounceHandler = new AnnounceHandler(Database, Downloads, outbox, Time);
        MailHandler = new MailSendHandler(Database, new MailTransport(options, state), Feed, options, Time);
        Workers = new WorkerCommands(Database, Feed, Time, NullLogger<WorkerCommands>.Instance);
    }

    public static Caller Manager { get; } = Acting.ManagerOf("widget") with { AccountId = 1 };

    public ReleaseDatabase Database { get; } = new();
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(Any.Now));
    public ChangeFeed Feed { get; } = new();
    public BlobStore Blobs { get; }
    public DownloadTree Downloads { get; }
    public VoteCommands Votes { get; }
    public VoteQueries Queries { get; }
    public RevisionCommands Revisions { get; }
    public AnnouncementCommands Announcements { get; }
    public AnnounceHandler AnnounceHandler { get; }
    public MailSendHandler MailHandler { get; }
    public WorkerCommands Workers { get; }

    public string StatePath => _directory.FullName;

    public string DownloadPath => Path.Combine(StatePath, "downloads", "tooling", "widget", "1.0.0");

    public ReleasePhase Phase => Database.Read(c => c.Releases.Single().Phase);

    /// <summary>Somebody with an account.</summary>
    public static Caller Voter(string userName) => Acting.Viewer with { UserName = userName, AccountId = 2 };

    /// <summary>Uploads one file, and ends its checks without a finding.</summary>
    public async Task UploadAsync(string path = "widget-1.0.0.txt", string content = "one")
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var blob = await Blobs.WriteAsync(new MemoryStream(bytes), bytes.Length, CancellationToken.None);
        var saved = await Revisions.AddFilesAsync(Manager, "widget", "1.0.0", [new IncomingFile(path, blob!)], CancellationToken.None);
        Assert.Null(saved.Refusal);
        await EndChecksAsync();
    }

    public async Task EndChecksAsync()
    {
        foreach (var id in Queued(ReleaseTaskType.PathsCheck).Concat(Queued(ReleaseTaskType.ArtifactCheck)))
        {
            var claim = await Workers.ClaimAsync(id, "server-a", CancellationToken.None);
            await using var run = Run(claim!);
            await Workers.FinishAsync(claim!, run.Progress(), [], TaskOutcome.Completed("{}", []), CancellationToken.None);
        }
    }

    public Task<Outcome<Vote>> StartAsync(string revision = "00001", int hours = 72, string recipient = Recipient, string subject = "[VOTE] Release widget 1.0.0") =>
        Votes.StartAsync(Manager, "widget", "1.0.0", new VoteCall(revision, hours, recipient, subject, "Please vote."), CancellationToken.None);

    public Task<Outcome<Ballot>> CastAsync(string voter, BallotChoice choice, string? comment = null) =>
        Votes.CastAsync(Voter(voter), "widget", "1.0.0", RunningVote().ManifestSha256, choice, comment, CancellationToken.None);

    public Task<Outcome<Vote>> ResolveAsync(VoteOutcome outcome, string? reason = null) =>
        Votes.ResolveAsync(Manager, "widget", "1.0.0", outcome, reason, CancellationToken.None);

    public Vote RunningVote() => Database.Read(c => c.Votes.AsNoTracking().Single(v => v.Resolved == null));

    /// <summary>Takes the uploaded candidate through a vote that passes.</summary>
    public async Task PassAsync()
    {
        Assert.Null((await StartAsync()).Refusal);
        foreach (var voter in new[] { "ada", "ben", "cleo" })
        {
            await CastAsync(voter, BallotChoice.For);
        }

        Time.Advance(TimeSpan.FromHours(72));
        Assert.Null((await ResolveAsync(VoteOutcome.Passed)).Refusal);
    }

    public Task<Outcome<ReleaseTask>> AnnounceAsync(string revision = "00001") => Announcements.AnnounceAsync(
        Manager, "widget", "1.0.0", new Announcement(revision, "announce@example.org", "[ANNOUNCE] widget 1.0.0 released", "It is out."), CancellationToken.None);

    public IReadOnlyList<long> Queued(ReleaseTaskType type) => Database.Read(
        c => c.Tasks.Where(t => t.TaskType == type && t.Status == ReleaseTaskStatus.Queued).OrderBy(t => t.Id).Select(t => t.Id).ToList());

    /// <summary>Runs an attempt of a queued task and ends it as the handler says.</summary>
    public async Task<TaskOutcome> RunAsync(ITaskHandler handler, long task, CancellationToken cancellation = default)
    {
        var claim = (await Workers.ClaimAsync(task, "server-a", CancellationToken.None))!;
        await using var run = Run(claim);
        var outcome = await handler.RunAsync(run, cancellation);
        await Workers.FinishAsync(claim, run.Progress(), run.UnsavedLog(), outcome, CancellationToken.None);
        return outcome;
    }

    public TaskRun Run(TaskClaim claim) =>
        new(claim, expected: null, maxLogLines: 100, new TaskProgressFeed(), Workers, Time, () => { }, _ => Task.CompletedTask);

    private static Project WithMinHours(int hours)
    {
        var project = Any.Project();
        project.ReleasePolicy = new ReleasePolicy { MinHours = hours };
        return project;
    }

    public void Dispose()
    {
        Blobs.Dispose();
        _server.Dispose();
        Database.Dispose();
        _directory.Delete(recursive: true);
    }
}
