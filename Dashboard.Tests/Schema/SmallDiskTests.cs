using System.Diagnostics;
using System.Text.Json;
using Dashboard.Data.Schema;
using Dashboard.Tests.Schema.Fixture;

namespace Dashboard.Tests.Schema;

/// <summary>A file system of 100 MB in a namespace of its own, which needs no right but to make one.</summary>
public sealed class SmallDiskTests : IDisposable
{
    private readonly FixtureDatabase _database = new();
    private readonly DirectoryInfo _mount = Directory.CreateTempSubdirectory("schema-disk-");

    [SmallDiskFact]
    public async Task However_little_room_there_is_the_database_is_the_old_one_or_the_new_one()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[0]);
        _database.Execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) INSERT INTO note (person_id, body, tags, priority) SELECT 1, printf('%.*c', 300, 'x'), '', 1 FROM n");

        var (code, output, error) = await SmallDiskFactAttribute.RunAsync(
            $"mount -t tmpfs -o size=100m none '{_mount.FullName}' && cp -a '{_database.Folder}/.' '{_mount.FullName}/' && exec dotnet exec '{typeof(SchemaWorker).Assembly.Location}' {SchemaWorker.Verb} fill '{_mount.FullName}'");

        Assert.True(code == 0, error);
        var tries = JsonSerializer.Deserialize<List<SmallDisk.Try>>(output)!;
        Assert.True(tries.Count > 1, output);
        Assert.All(tries[..^1], full => Assert.NotEqual(SchemaRunState.Succeeded, full.Recorded));
        Assert.Equal((SchemaRunState.Succeeded, SchemaCondition.Current), (tries[^1].Recorded, tries[^1].Condition));
        // Never that nothing was changed where something was.
        Assert.Contains(tries[^1].Said, new[] { nameof(SchemaRunState.Succeeded), nameof(SchemaRunState.Committing) });
    }

    [SmallDiskFact]
    public async Task A_plan_is_refused_where_the_backups_volume_has_no_room()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^2]);
        Assert.Empty(_database.Engine.Plan().Blockers);
        var backups = Directory.CreateDirectory(_database.Backups.Place).FullName;

        var (code, output, error) = await SmallDiskFactAttribute.RunAsync(
            $"mount -t tmpfs -o size=8m none '{backups}' && exec dotnet exec '{typeof(SchemaWorker).Assembly.Location}' {SchemaWorker.Verb} plan '{_database.Folder}'");

        Assert.True(code == 0, error);
        Assert.Contains($"of free space at {backups}, and 8 MB are free", output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _mount.Delete(recursive: true);
        _database.Dispose();
    }
}

/// <summary>A fact that needs a file system of its own: skipped where the machine lets nobody make one.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> WhyNotHere = new(() =>
        OperatingSystem.IsLinux() && RunAsync("mount -t tmpfs -o size=1m none /mnt").GetAwaiter().GetResult().Code == 0
            ? null
            : "This machine does not let a process mount a file system in a namespace of its own.");

    public SmallDiskFactAttribute() => Skip = WhyNot;

    /// <summary>Why such a test cannot run here; null when it can.</summary>
    internal static string? WhyNot => WhyNotHere.Value;

    /// <summary>Runs a shell command where mounts are nobody else's.</summary>
    internal static async Task<(int Code, string Output, string Error)> RunAsync(string command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("unshare", ["--map-root-user", "--mount", "sh", "-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output, await error);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (127, "", missing.Message);
        }
    }
}

/// <inheritdoc cref="SmallDiskFactAttribute"/>
public sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() => Skip = SmallDiskFactAttribute.WhyNot;
}
