using Dashboard.Data.Schema;
using Dashboard.Tests.Schema.Fixture;

namespace Dashboard.Tests.Schema;

public sealed class BackupTests : IDisposable
{
    private readonly FixtureDatabase _database = new();

    [Fact]
    public async Task A_backup_is_put_back_and_the_present_is_kept()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var then = _database.Contents();
        var backup = _database.Backups.Create("test", "1");
        _database.Execute("INSERT INTO team (name) VALUES ('new'), ('newer')");
        Assert.Equal(2, _database.Engine.PlanRestore(backup.Name).Lost["team"]);

        var result = await _database.Engine.RestoreAsync(backup.Name, new("test"), RestoredWork.Fail);

        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
        Assert.Equal(then, _database.Contents());
        Assert.Equal(6, _database.Backups.Find(result.Backup!).Rows["team"]);
    }

    [Fact]
    public async Task A_reader_that_stays_open_sees_the_restored_rows()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var backup = _database.Backups.Create("test", "1");
        _database.Execute("DELETE FROM note");
        using var reader = _database.Open();
        Assert.Equal(0, Dashboard.Data.Schema.Sqlite.SqliteFile.Scalar<long>(reader, "SELECT count(*) FROM note"));

        await _database.Engine.RestoreAsync(backup.Name, new("test"), RestoredWork.Fail);

        Assert.Equal(4, Dashboard.Data.Schema.Sqlite.SqliteFile.Scalar<long>(reader, "SELECT count(*) FROM note"));
    }

    [Fact]
    public async Task A_damaged_database_is_kept_aside_and_replaced()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var then = _database.Contents();
        var backup = _database.Backups.Create("test", "1");
        File.Delete(_database.FilePath + "-wal");
        File.WriteAllText(_database.FilePath, "not a database at all, by far not one");

        var result = await _database.Engine.RestoreAsync(backup.Name, new("test"), RestoredWork.Fail);

        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
        Assert.Equal(then, _database.Contents());
        Assert.Single(Directory.EnumerateFiles(_database.Folder, "*.damaged-*"));
    }

    [Fact]
    public async Task A_damaged_backup_is_refused()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var backup = _database.Backups.Create("test", "1");
        using (var file = new FileStream(_database.Backups.DatabaseOf(backup), FileMode.Open))
        {
            file.Position = 5000;
            file.WriteByte(77);
        }

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => _database.Engine.RestoreAsync(backup.Name, new("test"), RestoredWork.Fail));

        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_a_newer_build_is_refused()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var backup = _database.Backups.Create("test", "1");
        using var older = _database.EngineOf(FixtureDatabase.Chain.Until(FixtureDatabase.Chain.Ids[2]));

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => older.RestoreAsync(backup.Name, new("test"), RestoredWork.Fail));

        Assert.Contains("CascadeNotesOfPerson", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_another_program_is_refused()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        _database.Execute("PRAGMA application_id = 7");
        var backup = _database.Backups.Create("test", "1");

        Assert.Contains("another program", _database.Engine.PlanRestore(backup.Name).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_waits_for_a_writer_and_gives_up_with_nothing_changed()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var backup = _database.Backups.Create("test", "1");
        _database.Execute("DELETE FROM note");
        var present = _database.Contents();
        using var writer = _database.Open();
        using var transaction = writer.BeginTransaction(deferred: false);

        var result = await _database.Engine.RestoreAsync(backup.Name, new("test"), RestoredWork.Fail);

        Assert.Equal(SchemaRunState.Failed, result.Outcome);
        Assert.Contains("locked", result.Message, StringComparison.Ordinal);
        transaction.Rollback();
        Assert.Equal(present, _database.Contents());
        Assert.Null(_database.Journal.Maintenance());
    }

    [Fact]
    public async Task No_backup_is_made_of_a_damaged_operations_database()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        using (var file = new FileStream(_database.OperationsPath, FileMode.Open))
        {
            file.Position = 2 * 4096;
            file.Write(Enumerable.Repeat((byte)0xFF, 4096).ToArray());
        }

        var refusal = Assert.Throws<SchemaException>(() => _database.Backups.Create("test", "1"));

        Assert.Contains("operations.db in the backup is not sound", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_database.Backups.Place));
    }

    [Theory]
    [InlineData("\"Name\": \"", "\"Name\": \"../")]
    [InlineData("\"Name\": \"dashboard.db\"", "\"Name\": \"../../operations.db\"")]
    [InlineData("\"Name\": \"dashboard.db\"", "\"Name\": \"/etc/hostname\"")]
    [InlineData("\"Name\": \"dashboard.db\"", "\"Name\": null")]
    [InlineData("\"Reason\": \"test\"", "\"Reason\": null")]
    [InlineData("\"Files\": [", "\"Files\": [ null, ")]
    [InlineData("\"Applied\"", "\"Other\"")]
    [InlineData("{", "")]
    public async Task A_manifest_that_was_tampered_with_makes_no_backup(string from, string to)
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var path = Path.Combine(_database.Backups.DirectoryOf(_database.Backups.Create("test", "1")), SchemaBackups.ManifestName);
        var text = File.ReadAllText(path);
        File.WriteAllText(path, text[..text.IndexOf(from, StringComparison.Ordinal)] + to + text[(text.IndexOf(from, StringComparison.Ordinal) + from.Length)..]);

        Assert.Empty(_database.Backups.List());
    }

    [Fact]
    public async Task A_copy_of_a_backup_under_another_name_is_none()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var backup = _database.Backups.Create("test", "1");

        Directory.CreateDirectory(Path.Combine(_database.Backups.Place, "copy"));
        File.Copy(Path.Combine(_database.Backups.DirectoryOf(backup), SchemaBackups.ManifestName), Path.Combine(_database.Backups.Place, "copy", SchemaBackups.ManifestName));

        Assert.Equal(backup.Name, Assert.Single(_database.Backups.List()).Name);
    }

    [Fact]
    public async Task Old_backups_expire_but_never_the_only_way_back()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var backups = new SchemaBackups(new(Path.Combine(_database.Folder, "backups"), _database.FilePath, SchemaEngineOptions.DashboardApplicationId), time);
        var older = backups.Create("a schema before", "1");
        await _database.Engine.UpgradeAsync(FixtureDatabase.Chain.Ids[4]);
        var present = Enumerable.Range(0, 3).Select(_ => backups.Create("the present", "1")).ToList();

        time.Advance(TimeSpan.FromDays(40));
        var expired = backups.Expired(new(Number: 1, Days: 30), FixtureDatabase.Chain.Ids[4]);

        Assert.Equal(present.Take(2).Select(b => b.Name).Order(), expired.Select(b => b.Name).Order());
        Assert.DoesNotContain(older.Name, expired.Select(b => b.Name));
    }

    public void Dispose() => _database.Dispose();
}
