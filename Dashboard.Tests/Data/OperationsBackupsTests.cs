using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Data;

/// <summary>operations.db out of a backup, with no server.</summary>
public sealed class OperationsBackupsTests : IDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("operations-backups-");
    private readonly OperationsBackups _backups;

    public OperationsBackupsTests()
    {
        ReleaseDatabase.CopyTo(Path.Combine(_state.FullName, "dashboard.db"));
        OperationsFixture.CopyTo(Operations);
        _backups = new OperationsBackups(_state.FullName);
    }

    private string Operations => Path.Combine(_state.FullName, "operations.db");

    public void Dispose() => _state.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_damaged_or_missing_file_is_replaced_and_a_server_could_start(bool isDamaged)
    {
        var backup = _backups.Create("Before the damage");
        File.WriteAllText(Operations + "-wal", "A log that belongs to the damaged file.");
        if (isDamaged)
        {
            File.WriteAllBytes(Operations, new byte[5000]);
        }
        else
        {
            File.Delete(Operations);
        }

        var kept = _backups.Restore(Assert.Single(_backups.List()).Name);

        await DashboardSchema.BringUpOperationsAsync(_state.FullName, CancellationToken.None);
        Assert.Equal(backup.Name, _backups.List()[0].Name);
        Assert.Equal(isDamaged, kept is not null && new FileInfo(kept).Length == 5000);
    }

    [Fact]
    public void A_running_server_is_named_and_nothing_is_changed()
    {
        var backup = _backups.Create("Before");
        var before = File.ReadAllBytes(Operations);
        Directory.CreateDirectory(Path.Combine(_state.FullName, "servers"));
        using var server = FileLock.TryTake(StateServers.LockOf(_state.FullName, "1-server"), "serve http://localhost:5080");

        var refusal = Assert.Throws<SchemaException>(() => _backups.Restore(backup.Name));

        Assert.Contains("serve http://localhost:5080", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Operations));
    }

    [Fact]
    public void A_damaged_backup_is_refused()
    {
        var backup = _backups.Create("Before");
        File.AppendAllText(Path.Combine(_state.FullName, "backups", backup.Name, "operations.db"), "x");

        var refusal = Assert.Throws<SchemaException>(() => _backups.Restore(backup.Name));

        Assert.Contains("is damaged: operations.db", refusal.Message, StringComparison.Ordinal);
    }
}
