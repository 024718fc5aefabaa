using System.Runtime.Versioning;
using Dashboard.Tests.CommandLine;
using Dashboard.Tests.Storage.Support;
using Hangfire.Storage.SQLite;

namespace Dashboard.Tests.Storage;

/// <summary>Files and directories that this user must not write.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ReadOnlyTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("job-storage-");

    private string Database => Path.Combine(_directory.FullName, "jobs.db");

    public void Dispose()
    {
        _directory.UnixFileMode |= UnixFileMode.UserWrite;
        _directory.Delete(recursive: true);
    }

    [LinuxFact]
    public void A_read_only_file_is_told_in_words()
    {
        CreateDatabase();

        File.SetUnixFileMode(Database, UnixFileMode.UserRead);

        Assert.Contains("read-only", WhyRefused(), StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_read_only_directory_with_a_file_in_it_is_told_in_words()
    {
        CreateDatabase();

        _directory.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;

        Assert.Contains("read-only", WhyRefused(), StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_read_only_directory_without_a_file_in_it_is_told_in_words()
    {
        _directory.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;

        Assert.Contains("read-only", WhyRefused(), StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_read_only_file_of_locks_is_told_in_words()
    {
        CreateDatabase();

        File.SetUnixFileMode(Database + "-locks", UnixFileMode.UserRead);

        Assert.Contains($"'{Database}-locks', is read-only", WhyRefused(), StringComparison.Ordinal);
    }

    [LinuxFact]
    public void What_may_be_written_again_can_be_used_again()
    {
        CreateDatabase();
        File.SetUnixFileMode(Database, UnixFileMode.UserRead);
        WhyRefused();

        File.SetUnixFileMode(Database, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        CreateDatabase();
    }

    private void CreateDatabase() => new SQLiteStorage(Database).Dispose();

    private string WhyRefused()
    {
        using var rights = new WithoutRootRights();
        return Assert.Throws<SQLiteStorageException>(CreateDatabase).Message;
    }
}
