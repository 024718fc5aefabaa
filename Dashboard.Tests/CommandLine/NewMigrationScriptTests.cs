using System.Diagnostics;

namespace Dashboard.Tests.CommandLine;

/// <summary>new-migration.sh in a repository of empty folders, with a dotnet that makes the migration it is told to.</summary>
public sealed class NewMigrationScriptTests : IDisposable
{
    private const string Dotnet = """
        #!/bin/sh
        if [ "$2 $3" = "migrations add" ]; then
          cat >"Dashboard.Data/Migrations/20260102000000_$4.cs" <<'END'
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "given", table: "person", defaultValue: "");
            migrationBuilder.CreateIndex(name: "uq", table: "person", column: "given", unique: true);
        }
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "given", table: "person");
        }
        END
          exit 0
        fi
        [ "$2 $3" != "migrations has-pending-model-changes" ]
        """;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("migration ");

    public NewMigrationScriptTests()
    {
        Directory.CreateDirectory(At("bin"));
        Directory.CreateDirectory(At("repo/Dashboard.Data/Migrations"));
        File.WriteAllText(At("repo/Dashboard.Data/Migrations/20260101000000_Baseline.cs"), "");
        File.WriteAllText(At("bin/dotnet"), Dotnet.ReplaceLineEndings("\n"));
        File.Copy(Path.Combine(ContentRoot.Find(AppContext.BaseDirectory), "new-migration.sh"), At("repo/new-migration.sh"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(At("bin/dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => _root.Delete(true);

    [LinuxFact]
    public async Task What_to_look_at_on_the_way_up_is_said_line_by_line()
    {
        var (code, output, _) = await RunAsync("Give every person a name");

        Assert.Equal(0, code);
        Assert.Contains("Made Dashboard.Data/Migrations/20260102000000_GiveEveryPersonAName.cs", output, StringComparison.Ordinal);
        Assert.Contains("GiveEveryPersonAName.cs:3: migrationBuilder.AddColumn", output, StringComparison.Ordinal);
        Assert.Contains("<- a default that nobody chose", output, StringComparison.Ordinal);
        Assert.Contains("GiveEveryPersonAName.cs:4: migrationBuilder.CreateIndex", output, StringComparison.Ordinal);
        Assert.Contains("going down, what was written since is gone", output, StringComparison.Ordinal);
        Assert.DoesNotContain("was RenameColumn meant", output, StringComparison.Ordinal);
        Assert.Contains("docs/migrations.md", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Sixty_characters_are_few_enough_and_one_more_is_not()
    {
        var sixty = "A" + new string('b', 59);

        Assert.Equal(0, (await RunAsync(sixty)).Code);
        var (code, _, error) = await RunAsync(sixty + "c");

        Assert.Equal(2, code);
        Assert.Contains("61 characters", error, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task A_name_that_will_not_do_is_refused_and_nothing_is_made()
    {
        var refused = new[] { "", "   ", "1 more column", "/", "Baseline" };

        foreach (var name in refused)
        {
            Assert.Equal(2, (await RunAsync(name)).Code);
        }

        Assert.Equal("20260101000000_Baseline.cs", Path.GetFileName(Assert.Single(Directory.EnumerateFiles(At("repo/Dashboard.Data"), "*", SearchOption.AllDirectories))));
    }

    private string At(string path) => Path.Combine(_root.FullName, path);

    private async Task<(int Code, string Output, string Error)> RunAsync(string name)
    {
        var start = new ProcessStartInfo(At("repo/new-migration.sh"), [name]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{At("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
