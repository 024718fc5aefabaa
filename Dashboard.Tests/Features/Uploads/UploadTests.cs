using System.Text;
using Dashboard.Data.Entities;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Blobs;
using Dashboard.Features.Releases;
using Dashboard.Features.State;
using Dashboard.Features.Tasks;
using Dashboard.Features.Uploads;
using Dashboard.Tests.Features.Tasks;
using Dashboard.Tests.Support;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Features.Uploads;

public sealed partial class UploadTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dashboard-upload-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(Any.Now));
    private readonly UploadOptions _options = new() { KeepFreeBytes = 0 };
    private readonly ServerLease _server;
    private readonly BlobStore _blobs;
    private readonly UploadCommands _uploads;

    public UploadTests()
    {
        _database.Add(Any.Committee(), Any.Project(), Any.Release());
        var state = new StateDirectory(Options.Create(new StateOptions { Directory = _directory.FullName }), new Here());
        _server = new ServerLease(state, Options.Create(new TaskOptions()), TimeProvider.System);
        _blobs = new BlobStore(state, _server);
        _uploads = new UploadCommands(
            _blobs, new ReleaseQueries(_database), new RevisionCommands(_database, _blobs, _time), Options.Create(_options), _time);
    }

    private static Caller Manager => TaskScene.Manager;

    private string Incoming => Path.Combine(_directory.FullName, "blobs", "incoming", _server.Name);

    [Fact]
    public async Task What_is_queued_for_an_earlier_revision_is_checked_after_the_new_one()
    {
        await DropAsync(("widget-1.0.0.tar.gz", "content"), ("widget-1.0.0.tar.gz.sha512", "digest"));
        await DropAsync(("widget-1.0.0.tar.gz", "mended"));

        var queue = _database.Read(context => context.Tasks.OrderBy(t => t.Priority).ThenBy(t => t.Added).ThenBy(t => t.Id).Select(t => t.RevisionNumber).ToList());
        Assert.Equal(["00002", "00002", "00001", "00001"], queue);
    }

    [Fact]
    public async Task One_drop_is_one_revision_with_its_tasks()
    {
        var made = await DropAsync(("widget-1.0.0.tar.gz", "content"), ("widget-1.0.0.tar.gz.sha512", "digest"));

        Assert.Equal(("00001", 2), (made.Value!.Number, made.Value.Tasks));
        Assert.Equal(2, _database.Read(context => context.Tasks.Count(t => t.Status == ReleaseTaskStatus.Queued)));
        Assert.Equal(2, _database.Read(context => context.RevisionFiles.Count()));
        Assert.Empty(Directory.EnumerateFiles(Incoming));
    }

    [Fact]
    public async Task A_second_drop_replaces_files_of_the_same_name_and_keeps_the_others()
    {
        await DropAsync(("a.txt", "one"), ("b.txt", "two"));

        await DropAsync(("b.txt", "three"));

        var files = _database.Read(context => context.RevisionFiles.Where(f => f.RevisionName == "widget-1.0.0 00002").OrderBy(f => f.Path)
            .Select(f => new { f.Path, f.Blob.Size }).ToList());
        Assert.Equal([("a.txt", 3L), ("b.txt", 5L)], files.Select(f => (f.Path, f.Size)));
    }

    [Fact]
    public async Task The_same_upload_again_creates_no_revision()
    {
        await DropAsync(("a.txt", "one"), ("b.txt", "two"));

        var again = await DropAsync(("b.txt", "two"));

        Assert.Equal(new SavedRevision("00001", 0, Created: false), again.Value);
        Assert.Equal(1, _database.Read(context => context.Revisions.Count()));
        Assert.Empty(Directory.EnumerateFiles(Incoming));
    }

    [Fact]
    public async Task A_revision_with_the_same_files_is_created_when_it_is_asked_for()
    {
        await DropAsync(("widget-1.0.0.tar.gz", "content"));
        var revisions = new RevisionCommands(_database, _blobs, _time);

        var again = await revisions.RepeatAsync(Manager, "widget", "1.0.0", CancellationToken.None);

        Assert.Equal(new SavedRevision("00002", 2, Created: true), again.Value);
        Assert.Equal(["widget-1.0.0.tar.gz"], _database.Read(c => c.RevisionFiles.Where(f => f.RevisionName == "widget-1.0.0 00002").Select(f => f.Path).ToList()));
    }

    [Fact]
    public async Task A_release_without_files_has_nothing_to_repeat()
    {
        var refused = await new RevisionCommands(_database, _blobs, _time).RepeatAsync(Manager, "widget", "1.0.0", CancellationToken.None);

        Assert.Contains("upload some first", refused.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_made_before_every_file_has_arrived()
    {
        var upload = await BeginAsync(("a.txt", 3), ("b.txt", 3));
        await SendAsync(upload, 0, "one");

        var made = await _uploads.CompleteAsync(Manager, upload.Id, CancellationToken.None);

        Assert.False(made.Done);
        Assert.Equal(0, _database.Read(context => context.Revisions.Count()));
    }

    [Theory]
    [InlineData("more than was announced")]
    [InlineData("x")]
    public async Task A_file_of_another_size_than_announced_is_not_kept(string content)
    {
        var upload = await BeginAsync(("a.txt", 3));

        var received = await SendAsync(upload, 0, content);

        Assert.False(received.Done);
        Assert.Empty(Directory.EnumerateFiles(Incoming));
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_nothing_behind()
    {
        var upload = await BeginAsync(("a.txt", 100));

        await Assert.ThrowsAsync<IOException>(() => _uploads.ReceiveAsync(Manager, upload.Id, 0, new Broken(), CancellationToken.None));

        Assert.Empty(Directory.EnumerateFiles(Incoming));
        Assert.True((await SendAsync(upload, 0, new string('x', 100))).Done);
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_nothing_behind_and_cannot_be_completed()
    {
        var upload = await BeginAsync(("a.txt", 3));
        await SendAsync(upload, 0, "one");

        _uploads.Cancel(Manager, upload.Id);

        Assert.Empty(Directory.EnumerateFiles(Incoming));
        Assert.False((await _uploads.CompleteAsync(Manager, upload.Id, CancellationToken.None)).Done);
    }

    [Fact]
    public async Task An_upload_that_falls_silent_is_given_up()
    {
        var upload = await BeginAsync(("a.txt", 3));
        await SendAsync(upload, 0, "one");

        _time.Advance(_options.IdleLimit + TimeSpan.FromSeconds(1));
        _uploads.AbandonIdle();

        Assert.Empty(Directory.EnumerateFiles(Incoming));
    }

    [Fact]
    public async Task A_disk_that_would_be_nearly_full_takes_nothing()
    {
        _options.KeepFreeBytes = long.MaxValue / 2;

        var begun = await _uploads.BeginAsync(Manager, "widget", "1.0.0", [new("a.txt", 3)], CancellationToken.None);

        Assert.Contains("nearly full", begun.Refusal, StringComparison.Ordinal);
    }

    private async Task<Outcome<SavedRevision>> DropAsync(params (string Path, string Content)[] files)
    {
        var upload = await BeginAsync([.. files.Select(file => (file.Path, (long)file.Content.Length))]);
        for (var at = 0; at < files.Length; at++)
        {
            await SendAsync(upload, at, files[at].Content);
        }

        return await _uploads.CompleteAsync(Manager, upload.Id, CancellationToken.None);
    }

    private Task<string?> RefusalAsync(params (string Path, long Size)[] files) => RefusalAsync(Manager, files);

    private async Task<string?> RefusalAsync(Caller caller, params (string Path, long Size)[] files) =>
        (await _uploads.BeginAsync(caller, "widget", "1.0.0", [.. files.Select(file => new AnnouncedFile(file.Path, file.Size))], CancellationToken.None)).Refusal;

    private async Task<UploadSession> BeginAsync(params (string Path, long Size)[] files) =>
        (await _uploads.BeginAsync(Manager, "widget", "1.0.0", [.. files.Select(file => new AnnouncedFile(file.Path, file.Size))], CancellationToken.None)).Value!;

    private Task<Outcome<IncomingFile>> SendAsync(UploadSession upload, int file, string content) =>
        _uploads.ReceiveAsync(Manager, upload.Id, file, new MemoryStream(Encoding.UTF8.GetBytes(content)), CancellationToken.None);

    public void Dispose()
    {
        _blobs.Dispose();
        _server.Dispose();
        _directory.Delete(recursive: true);
        _database.Dispose();
    }

    /// <summary>A body whose sender is gone after a few bytes.</summary>
    private sealed class Broken : MemoryStream
    {
        private bool _begun;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_begun)
            {
                throw new IOException("The client reset the request stream.");
            }

            _begun = true;
            buffer.Span[..5].Clear();
            return ValueTask.FromResult(5);
        }
    }

    private sealed class Here : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Production";
        public string ApplicationName { get; set; } = "Dashboard";
        public string ContentRootPath { get; set; } = "/";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
