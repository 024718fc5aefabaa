using Dashboard.Data;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Data;

/// <summary>What a start says of an operations.db that it cannot use, and that it leaves it as it is.</summary>
public sealed class OperationsUpgradeTests : IDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("dashboard-operations-");

    private string Database => Path.Combine(_state.FullName, OperationsDatabase.FileName);

    [Fact]
    public async Task A_database_that_was_cut_off_is_called_damaged_and_left_alone()
    {
        await UpgradeAsync();
        await using (var file = File.Open(Database, FileMode.Open))
        {
            file.SetLength(file.Length / 2);
        }

        await AssertRefusedAsync("is damaged or cut off: database disk image is malformed", "./dashboard.sh operations restore BACKUP");
    }

    [Fact]
    public async Task A_damaged_page_in_the_middle_is_found_at_the_start()
    {
        await UpgradeAsync();
        await using (var file = File.Open(Database, FileMode.Open))
        {
            file.Position = 2 * 4096;
            file.Write(new byte[4096]);
        }

        await AssertRefusedAsync("is damaged", "./dashboard.sh operations restore BACKUP");
    }

    [Fact]
    public async Task A_file_full_of_other_bytes_is_called_no_database()
    {
        await File.WriteAllTextAsync(Database, string.Concat(Enumerable.Repeat("not a database ", 1000)));

        await AssertRefusedAsync("is not an SQLite database", "./dashboard.sh operations restore BACKUP");
    }

    [Fact]
    public async Task A_database_of_another_program_is_not_written_to()
    {
        Execute("CREATE TABLE song (id INTEGER)");

        await AssertRefusedAsync("is a database of another program", "Move it away");
    }

    [Fact]
    public async Task A_copy_of_the_domain_database_is_called_one()
    {
        Execute("CREATE TABLE task (id INTEGER)", FormattableString.Invariant($"PRAGMA application_id = {SchemaEngineOptions.DashboardApplicationId}"));

        await AssertRefusedAsync("is a copy of dashboard.db", "Move it away");
    }

    [Fact]
    public async Task A_newer_database_names_the_migration_that_this_build_lacks()
    {
        await UpgradeAsync();
        Execute("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_AddTeleporter', '99.0.0')");

        await AssertRefusedAsync("is newer than this build: it has AddTeleporter", "Start the build that wrote it");
    }

    private Task UpgradeAsync() => new OperationsUpgrade(_state.FullName).RunAsync(CancellationToken.None);

    private async Task AssertRefusedAsync(string problem, string remedy)
    {
        var before = await File.ReadAllBytesAsync(Database);

        var refusal = await Assert.ThrowsAsync<StateFileException>(UpgradeAsync);

        Assert.Equal(Database, refusal.File);
        Assert.Contains(problem, refusal.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.Remedy, StringComparison.Ordinal);
        Assert.Equal($"{refusal.File} {refusal.Problem}. {refusal.Remedy}", refusal.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(Database));
    }

    private void Execute(params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        foreach (var sql in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    public void Dispose() => _state.Delete(recursive: true);
}
