using Dashboard.Features.Demo;
using Dashboard.Features.State;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Tests.Features.Demo;

public sealed class DemoStateTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("dashboard-demo-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public void The_word_demo_chooses_a_state_of_its_own()
    {
        var settings = DemoMode.Settings(["demo", "--urls", "http://localhost:1"]);

        Assert.Equal(["--Demo:Enabled=true", "--State:Directory=state-demo", "--urls", "http://localhost:1"], settings);
    }

    [Fact]
    public void Without_the_word_nothing_is_added()
    {
        Assert.Equal(["--urls", "demo"], DemoMode.Settings(["--urls", "demo"]));
    }

    [Fact]
    public async Task A_second_start_adds_nothing()
    {
        await using (var first = new DemoServer(_state))
        {
            await first.FillAsync();
        }

        await using var second = new DemoServer(_state);
        await second.FillAsync();

        Assert.Equal(new(Accounts: 3, Releases: 14, Revisions: 14, KeyLinks: 7), await CountAsync(second));
    }

    [Fact]
    public async Task A_filling_that_was_killed_is_made_anew()
    {
        using (var first = Run())
        {
            await first.WaitForAsync("Task 5, attempt 1");
        }

        using (var second = Run())
        {
            await second.WaitForAsync("The demo is filled");
        }

        await using var third = new DemoServer(_state);
        Assert.Equal(new(Accounts: 3, Releases: 14, Revisions: 14, KeyLinks: 7), await CountAsync(third));

        ChildProcess Run() => new(
            "dotnet", Repository.Root,
            [typeof(DemoMode).Assembly.Location, "demo", $"--State:Directory={_state}", "--Demo:ArchiveMebibytes=8", "--urls=http://127.0.0.1:0"]);
    }

    [Fact]
    public void A_directory_with_files_of_somebody_else_is_refused_and_keeps_them()
    {
        var precious = Path.Combine(Directory.CreateDirectory(Path.Combine(_state, "letters")).FullName, "to-ada.txt");
        File.WriteAllText(precious, "Dear Ada");

        var refusal = Assert.Throws<StateException>(Prepare);

        Assert.Contains("files that are not a demo's", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("Dear Ada", File.ReadAllText(precious));
    }

    [Theory]
    [InlineData("")]
    [InlineData("This dem")]
    [InlineData("Shopping list")]
    public void A_marker_that_says_something_else_is_no_leave_to_delete_anything(string marker)
    {
        File.WriteAllText(Path.Combine(_state, "demo.txt"), marker);
        File.WriteAllText(Path.Combine(_state, "operations.db"), "");

        var refusal = Assert.Throws<StateException>(Prepare);

        Assert.Contains(Path.Combine(_state, "demo.txt"), refusal.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_state, "operations.db")));
    }

    private void Prepare()
    {
        using var demo = new DemoState(new StateDirectory(Options.Create(new StateOptions { Directory = _state }), new HereEnvironment()));
        demo.Prepare();
    }

    private static async Task<Amounts> CountAsync(DemoServer server)
    {
        await using var domain = server.Domain();
        await using var operations = server.Operations();
        return new(
            await operations.Accounts.CountAsync(), await domain.Releases.CountAsync(), await domain.Revisions.CountAsync(), await domain.KeyLinks.CountAsync());
    }

    private sealed record Amounts(int Accounts, int Releases, int Revisions, int KeyLinks);
}
