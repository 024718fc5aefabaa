using System.Text.Json;
using Dashboard.CommandLine;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.CommandLine;

/// <summary>The verbs as child processes: they read the state directory from the environment, which a test's own process must not change.</summary>
public sealed class UserVerbTests : IDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("dashboard-user-verb-");

    public void Dispose() => _state.Delete(recursive: true);

    [Fact]
    public async Task An_account_is_added_with_a_link_and_listed()
    {
        var added = await RunAsync("user", "add", "sam", "--name", "Sam Smith", "--role", "release-manager", "--project", "tooling", "--server", "https://dash.example/");
        var listed = await RunAsync("user", "list", "--json");

        var account = JsonDocument.Parse(listed.Output).RootElement[0];
        Assert.Equal((ExitCode.Done, ExitCode.Done), (added.Code, listed.Code));
        Assert.StartsWith("https://dash.example/setup/", added.Output, StringComparison.Ordinal);
        Assert.Equal(("sam", "Sam Smith", "release-manager", "tooling"),
            (Text(account, "userName"), Text(account, "displayName"), Text(account, "role"), account.GetProperty("projects")[0].GetString()));
    }

    [Fact]
    public async Task A_token_is_printed_alone_and_stored_as_a_hash()
    {
        await RunAsync("user", "add", "robot");

        var made = await RunAsync("user", "token", "ROBOT", "--label", "ci", "--days", "7");

        await using var context = Open();
        var token = await context.AccessTokens.SingleAsync();
        Assert.Equal(ExitCode.Done, made.Code);
        Assert.Equal(token.TokenHash, System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(made.Output.Trim())));
        Assert.Equal(TimeSpan.FromDays(7), token.Expires - token.Created);
    }

    [Fact]
    public async Task A_reset_prints_a_new_link_and_is_audited()
    {
        await RunAsync("user", "add", "sam");

        var reset = await RunAsync("user", "reset", "sam", "--json");

        await using var context = Open();
        Assert.Contains("/setup/", Text(JsonDocument.Parse(reset.Output).RootElement, "link"), StringComparison.Ordinal);
        Assert.Equal(
            [AccountActions.Added, AccountActions.LinkMade],
            await context.AuditEntries.OrderBy(e => e.Id).Select(e => e.Action).ToListAsync());
    }

    [Theory]
    [InlineData(ExitCode.Blocked, "reset", "nobody")]
    [InlineData(ExitCode.Blocked, "token", "nobody")]
    [InlineData(ExitCode.Blocked, "add", "no blanks")]
    [InlineData(ExitCode.UsageError, "add", "sam", "--role", "root")]
    [InlineData(ExitCode.UsageError, "add", "sam", "--server", "nowhere")]
    [InlineData(ExitCode.UsageError, "add")]
    public async Task A_refused_verb_prints_the_reason_on_standard_error_only(int exit, params string[] args)
    {
        var (code, output, error) = await RunAsync(["user", .. args]);

        Assert.Equal(exit, code);
        Assert.Equal("", output);
        Assert.NotEqual("", error);
    }

    [Fact]
    public async Task A_usage_error_names_the_help_command()
    {
        var (_, _, error) = await RunAsync("user", "token", "ada", "too", "much");

        Assert.EndsWith("See: dashboard.sh user token --help", error.TrimEnd(), StringComparison.Ordinal);
    }

    private Task<ProgramRun> RunAsync(params string[] args) => BuiltProgram.RunAsync(_state.FullName, args);

    private OperationsDbContext Open()
    {
        var options = new DbContextOptionsBuilder<OperationsDbContext>();
        options.UseOperationsDatabase(Path.Combine(_state.FullName, OperationsDatabase.FileName), pooling: false);
        return new OperationsDbContext(options.Options);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
