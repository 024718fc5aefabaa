using Dashboard.Data.Entities;
using Dashboard.Tests.Features.Votes;

namespace Dashboard.Tests.Features.Announcements;

/// <summary>Wherever announcing is interrupted, the release is either a preview of which nothing is public, or in the end announced as a whole, once.</summary>
public sealed class AnnounceHandlerTests : IDisposable
{
    private readonly VoteScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task An_announced_release_is_public_with_its_files_and_its_mail()
    {
        await PreviewAsync();
        var task = (await _scene.AnnounceAsync()).Value!;

        var outcome = await _scene.RunAsync(_scene.AnnounceHandler, task.Id);

        Assert.Null(outcome.Error);
        AssertAnnounced();
    }

    [Fact]
    public async Task A_draft_is_not_announced()
    {
        await _scene.UploadAsync();

        Assert.Equal("Only a release that passed its vote can be announced.", (await _scene.AnnounceAsync()).Refusal);
    }

    [Fact]
    public async Task A_release_is_announced_once_at_a_time()
    {
        await PreviewAsync();
        await _scene.AnnounceAsync();

        Assert.Equal("This release is being announced.", (await _scene.AnnounceAsync()).Refusal);
    }

    [Fact]
    public async Task A_death_while_files_are_copied_leaves_a_preview_and_the_next_attempt_announces_it()
    {
        await PreviewAsync();
        var task = (await _scene.AnnounceAsync()).Value!;
        using var death = new CancellationTokenSource();
        await death.CancelAsync();

        await DieAsync(task.Id, death.Token);
        Assert.Equal(ReleasePhase.ReleasePreview, _scene.Phase);
        Assert.False(Directory.Exists(_scene.DownloadPath));
        await _scene.RunAsync(_scene.AnnounceHandler, task.Id);

        AssertAnnounced();
    }

    [Fact]
    public async Task A_death_after_the_release_became_public_is_completed_by_the_next_attempt_without_a_second_mail()
    {
        await PreviewAsync();
        var task = (await _scene.AnnounceAsync()).Value!;
        // Where the committee's directory belongs stands a file: the last step fails.
        var inTheWay = Path.Combine(_scene.StatePath, "downloads", "tooling");
        Directory.CreateDirectory(Path.GetDirectoryName(inTheWay)!);
        await File.WriteAllTextAsync(inTheWay, "");

        await DieAsync(task.Id, CancellationToken.None);
        Assert.Equal(ReleasePhase.Release, _scene.Phase);
        File.Delete(inTheWay);
        await _scene.RunAsync(_scene.AnnounceHandler, task.Id);

        AssertAnnounced();
    }

    [Fact]
    public async Task A_death_after_the_last_step_changes_nothing_at_the_next_attempt()
    {
        await PreviewAsync();
        var task = (await _scene.AnnounceAsync()).Value!;
        var claim = (await _scene.Workers.ClaimAsync(task.Id, "server-a", CancellationToken.None))!;
        await using (var run = _scene.Run(claim))
        {
            await _scene.AnnounceHandler.RunAsync(run, CancellationToken.None);
        }

        await _scene.Workers.ReturnToQueueAsync(claim, "Its server died.", CancellationToken.None);
        await _scene.RunAsync(_scene.AnnounceHandler, task.Id);

        AssertAnnounced();
    }

    [Fact]
    public async Task A_stored_file_that_was_changed_is_not_published()
    {
        await PreviewAsync();
        var task = (await _scene.AnnounceAsync()).Value!;
        var blob = Directory.EnumerateFiles(Path.Combine(_scene.StatePath, "blobs"), "*", SearchOption.AllDirectories).Single(file => Path.GetFileName(file).Length == 64);
        await File.WriteAllTextAsync(blob, "two");

        await DieAsync(task.Id, CancellationToken.None);

        Assert.Equal(ReleasePhase.ReleasePreview, _scene.Phase);
        Assert.False(Directory.Exists(_scene.DownloadPath));
    }

    private async Task PreviewAsync()
    {
        await _scene.UploadAsync();
        await _scene.PassAsync();
    }

    /// <summary>Runs an attempt that ends in the middle, and puts the task back into the queue as recovery does.</summary>
    private async Task DieAsync(long task, CancellationToken death)
    {
        var claim = (await _scene.Workers.ClaimAsync(task, "server-a", CancellationToken.None))!;
        await using (var run = _scene.Run(claim))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => _scene.AnnounceHandler.RunAsync(run, death));
        }

        await _scene.Workers.ReturnToQueueAsync(claim, "Its server died.", CancellationToken.None);
    }

    private void AssertAnnounced()
    {
        Assert.Equal(ReleasePhase.Release, _scene.Phase);
        Assert.Equal("one", File.ReadAllText(Path.Combine(_scene.DownloadPath, "widget-1.0.0.txt")));
        Assert.Equal(1, _scene.Database.Read(c => c.Mails.Count(m => m.Subject.StartsWith("[ANNOUNCE]"))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_scene.StatePath, "downloads", ".staged")));
    }
}
