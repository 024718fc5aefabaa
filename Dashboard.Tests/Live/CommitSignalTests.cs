using Dashboard.Data.Changes.Sqlite;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Live;

/// <summary>How a process learns that another one has committed, without reading a row.</summary>
public sealed class CommitSignalTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void A_commit_is_noticed_once()
    {
        using var detector = new CommitDetector(_database.File);
        Assert.True(detector.HasChanged());
        Assert.False(detector.HasChanged());

        _database.Add(Any.Committee());

        Assert.True(detector.HasChanged());
        Assert.False(detector.HasChanged());
    }

    [Fact]
    public void A_file_that_is_missing_or_was_replaced_counts_as_changed()
    {
        var directory = Directory.CreateTempSubdirectory("commit-detector-");
        try
        {
            var file = Path.Combine(directory.FullName, "a.db");
            using var detector = new CommitDetector(file);
            Assert.True(detector.HasChanged());
            ReleaseDatabase.CopyTo(file);
            Assert.True(detector.HasChanged());
            Assert.False(detector.HasChanged());

            File.Delete(file);
            Assert.True(detector.HasChanged());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_write_of_a_commit_is_signalled()
    {
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signal = new LogWriteSignal(_database.File, () => signalled.TrySetResult());

        _database.Add(Any.Committee());

        Assert.True(signal.IsPrompt || !OperatingSystem.IsLinux());
        await signalled.Task.WaitAsync(LiveScene.Patience);
    }
}
