using System.Net;
using System.Runtime.Versioning;
using Dashboard.CommandLine;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Faults;

/// <summary>
/// Every file of the state, treated in every bad way, under a server that starts: it ends with one line and exit code 3, or serves in
/// maintenance mode, or repairs the file and says so. The line stands on standard error and in the log.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class StateFileTests(ServedState served) : IClassFixture<ServedState>, IDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("dashboard-state-file-");

    public enum Damage
    {
        CutOff,
        OtherBytes,
        OtherProgram,
        Newer,
        Missing,
        Unwritable,
        WrongKind,
    }

    [Theory]
    [InlineData("operations.db", Damage.CutOff, "is damaged", "./dashboard.sh operations restore BACKUP")]
    [InlineData("operations.db", Damage.OtherBytes, "is not an SQLite database", "./dashboard.sh operations restore BACKUP")]
    [InlineData("operations.db", Damage.OtherProgram, "is a database of another program", "./dashboard.sh operations restore BACKUP")]
    [InlineData("operations.db", Damage.Newer, "is newer than this build: it has AddTeleporter", "Start the build that wrote it")]
    [InlineData("operations.db", Damage.Missing, "is missing", "./dashboard.sh operations restore BACKUP")]
    [InlineData("operations.db", Damage.Unwritable, "may not be written", "chmod -R u+rwX")]
    [InlineData("operations.db", Damage.WrongKind, "is a directory", "Move it away")]
    [InlineData("jobs.db", Damage.OtherProgram, "is a database of another program", "no task is lost: mv ")]
    [InlineData("jobs.db", Damage.Newer, "has version 99", "no task is lost: mv ")]
    [InlineData("jobs.db", Damage.Unwritable, "may not be written", "chmod -R u+rwX")]
    [InlineData("jobs.db", Damage.WrongKind, "is a directory", "Move it away")]
    [InlineData("keys/*.xml", Damage.CutOff, "is damaged", "everyone has to sign in again: rm ")]
    [InlineData("keys/*.xml", Damage.OtherBytes, "is damaged", "everyone has to sign in again: rm ")]
    [InlineData("keys/*.xml", Damage.OtherProgram, "is no data protection key", "everyone has to sign in again: rm ")]
    [InlineData("keys/*.xml", Damage.Newer, "of version 99", "everyone has to sign in again: rm ")]
    [InlineData("keys/*.xml", Damage.Unwritable, "may not be", "chmod -R u+rwX")]
    [InlineData("keys", Damage.WrongKind, "is a file", "Move it away")]
    [InlineData("keys", Damage.Unwritable, "may not be written", "chmod -R u+rwX")]
    [InlineData("blobs", Damage.WrongKind, "is a file", "Move it away")]
    [InlineData("blobs", Damage.Unwritable, "may not be written", "chmod -R u+rwX")]
    [InlineData("servers", Damage.WrongKind, "is a file", "Move it away")]
    [InlineData("servers", Damage.Unwritable, "may not be written", "chmod -R u+rwX")]
    [InlineData("backups", Damage.WrongKind, "is a file", "Move it away")]
    [InlineData("dashboard.db.schema.lock", Damage.Unwritable, "may not be written", "chmod -R u+rwX")]
    public async Task A_start_without_accounts_keys_or_directories_ends_with_one_line(string file, Damage damage, string problem, string remedy)
    {
        var path = Apply(file, damage);

        var run = await BuiltProgram.RunAsync("sh", ["-c", Start], ("State__Directory", _state.FullName));

        Assert.Equal(ExitCode.Failed, run.Code);
        var line = Assert.Single(run.Complaints);
        Assert.StartsWith("Cannot start: ", line, StringComparison.Ordinal);
        Assert.All([path, problem, remedy], words => Assert.Contains(words, line, StringComparison.Ordinal));
        Assert.Contains(line, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dashboard.db", Damage.CutOff, "Restore a backup")]
    [InlineData("dashboard.db", Damage.OtherBytes, "Restore a backup")]
    [InlineData("dashboard.db", Damage.OtherProgram, "database of another program")]
    [InlineData("dashboard.db", Damage.Newer, "AddTeleporter")]
    [InlineData("dashboard.db", Damage.Missing, "./dashboard.sh schema restore BACKUP")]
    [InlineData("dashboard.db", Damage.Unwritable, "chmod -R u+rwX")]
    public async Task A_start_without_the_domain_serves_the_schema_page_and_says_why(string file, Damage damage, string said)
    {
        Apply(file, damage);
        using var server = Serve();
        var address = (await server.WaitForAsync("Now listening on: ")).Split(": ")[^1];
        await server.WaitForAsync("Application started");

        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
        using var ready = await http.GetAsync("/health/ready");
        using var page = await http.GetAsync("/admin/schema");

        var lines = server.Output.Split('\n').Where(line => line.Contains("Serving in maintenance mode", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.Contains(said, line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.StartsWith("/signin", page.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jobs.db", Damage.CutOff, "No task is lost")]
    [InlineData("jobs.db", Damage.OtherBytes, "No task is lost")]
    [InlineData("jobs.db", Damage.Missing, "No task is lost")]
    [InlineData("keys", Damage.Missing, "everyone has to sign in again")]
    public async Task A_start_replaces_what_loses_nothing_and_says_so(string file, Damage damage, string said)
    {
        var path = Apply(file, damage);
        using var server = Serve();
        await server.WaitForAsync("Application started");
        // Standard error comes after the start, and nothing after it.
        server.Signal("TERM");
        await server.WaitAsync();

        var lines = server.Output.Split('\n').Where(line => line.Contains(said, StringComparison.Ordinal)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.Contains(path, line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_without_the_contents_of_files_waits_for_their_file_system()
    {
        using var state = new FaultState();
        await state.AddArtifactsAsync(count: 1, bytes: 1000);
        Directory.Delete(Path.Combine(state.Root, "blobs"), recursive: true);

        using (var server = state.Serve())
        {
            Assert.Contains("blobs is empty", await server.WaitForAsync("Serving in maintenance mode"), StringComparison.Ordinal);
        }

        Directory.CreateDirectory(Path.Combine(state.Root, "blobs", "00"));
        using var again = state.Serve();
        await again.WaitForAsync("Application started");
        Assert.DoesNotContain("maintenance", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("This dem")]
    [InlineData("Shopping list")]
    public async Task A_demo_on_a_marker_that_is_none_ends_with_one_line(string marker)
    {
        await File.WriteAllTextAsync(Path.Combine(_state.FullName, "demo.txt"), marker);

        var run = await BuiltProgram.RunAsync(_state.FullName, "demo", $"--State:Directory={_state.FullName}", "--urls", "http://127.0.0.1:0");

        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains(Path.Combine(_state.FullName, "demo.txt"), Assert.Single(run.Complaints), StringComparison.Ordinal);
    }

    public void Dispose() => _state.Delete(recursive: true);

    /// <summary>Root may write everywhere, unless it gives the capability up.</summary>
    private static string Start =>
        $"exec {(Environment.IsPrivilegedProcess ? "setpriv --bounding-set=-dac_override,-dac_read_search" : "env")} dotnet exec '{BuiltProgram.Assembly}' --urls http://127.0.0.1:0";

    private ChildProcess Serve() => new("sh", _state.FullName, ["-c", Start], ("State__Directory", _state.FullName));

    /// <returns>The path that has to be named.</returns>
    private string Apply(string file, Damage damage)
    {
        served.CopyTo(_state);
        var path = file.Contains('*', StringComparison.Ordinal)
            ? Directory.EnumerateFiles(Path.Combine(_state.FullName, Path.GetDirectoryName(file)!), Path.GetFileName(file)).Single()
            : Path.Combine(_state.FullName, file);
        var isKey = path.EndsWith(".xml", StringComparison.Ordinal);
        switch (damage)
        {
            case Damage.CutOff:
                using (var content = File.Open(path, FileMode.Open))
                {
                    content.SetLength(content.Length / 2);
                }

                break;
            case Damage.OtherBytes:
                File.WriteAllText(path, string.Concat(Enumerable.Repeat("These are not the bytes. ", 1000)));
                break;
            case Damage.OtherProgram when isKey:
                File.WriteAllText(path, "<playlist version=\"1\" />");
                break;
            case Damage.OtherProgram:
                File.Delete(path);
                Execute(path, "CREATE TABLE song (id INTEGER)");
                break;
            case Damage.Newer when isKey:
                File.WriteAllText(path, File.ReadAllText(path).Replace("version=\"1\">", "version=\"99\">", StringComparison.Ordinal));
                break;
            case Damage.Newer:
                Execute(path, file == "jobs.db" ? "UPDATE hangfire_schema SET version = 99" : "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_AddTeleporter', '99.0.0')");
                break;
            case Damage.Missing when Directory.Exists(path):
                Directory.Delete(path, recursive: true);
                break;
            case Damage.Missing:
                File.Delete(path);
                break;
            case Damage.Unwritable:
                File.SetUnixFileMode(path, UnixFileMode.None);
                break;
            case Damage.WrongKind when Path.HasExtension(path):
                File.Delete(path);
                Directory.CreateDirectory(path);
                break;
            default:
                if (Directory.Exists(path))
                {
                    Directory.Delete(path, recursive: true);
                }

                File.WriteAllText(path, "");
                break;
        }

        return path;
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
