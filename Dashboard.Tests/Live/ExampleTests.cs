using System.Text.RegularExpressions;
using Dashboard.Features.Accounts;
using Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Live;

/// <summary>The programs of docs/examples, run against a server as their readers run them.</summary>
public sealed partial class ExampleTests : IAsyncLifetime
{
    private ServedTasks _server = null!;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dashboard-example-");

    public async Task InitializeAsync() => _server = await ServedTasks.BeginAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public Task The_dotnet_client_follows_a_task_until_its_token_is_revoked() => FollowsAsync("watch-tasks.cs", "dotnet", "run");

    [PythonFact]
    public Task The_python_client_follows_a_task_until_its_token_is_revoked() => FollowsAsync("watch-tasks.py", "python3");

    [Fact]
    public void The_dotnet_example_uses_the_SignalR_version_of_the_server()
    {
        var asked = Package().Match(File.ReadAllText(Example("watch-tasks.cs"))).Groups["version"].Value;

        Assert.Contains(
            $"Include=\"Microsoft.AspNetCore.SignalR.Client\" Version=\"{asked}\"",
            File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props")), StringComparison.Ordinal);
    }

    private async Task FollowsAsync(string example, string program, params string[] arguments)
    {
        // Outside the repository, whose build settings a reader's copy does not have.
        File.Copy(Example(example), Path.Combine(_directory.FullName, example));
        using var client = new ChildProcess(
            program, _directory.FullName, [.. arguments, example, $"task:{_server.TaskId}"],
            ("DASHBOARD_URL", _server.Address.ToString().TrimEnd('/')), ("DASHBOARD_TOKEN", _server.Token));
        await client.WaitForAsync($"snapshot {_server.TaskId} ARTIFACT_CHECK");

        _server.Report(500, "half");
        await client.WaitForAsync($"delta {_server.TaskId} ARTIFACT_CHECK widget-1.0.0.tar.gz ACTIVE 500/1000");

        await _server.Services.GetRequiredService<TokenCommands>().RevokeAsync(Caller.CommandLine, _server.TokenId, CancellationToken.None);
        await client.WaitForAsync("Your access has ended");
        Assert.Equal(1, await client.WaitAsync());
    }

    private static string Example(string name) => Path.Combine(Repository.Root, "docs", "examples", name);

    // #:package Microsoft.AspNetCore.SignalR.Client@10.0.15
    [GeneratedRegex("#:package Microsoft\\.AspNetCore\\.SignalR\\.Client@(?<version>\\S+)")]
    private static partial Regex Package();
}

/// <summary>Skipped, with the reason, on machines without python3.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        if (!path.Any(directory => File.Exists(Path.Combine(directory, "python3"))))
        {
            Skip = "There is no python3 on the path.";
        }
    }
}
