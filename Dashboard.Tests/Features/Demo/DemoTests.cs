using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Releases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Features.Demo;

public sealed class DemoTests(FilledDemo demo) : IClassFixture<FilledDemo>
{
    [Fact]
    public void A_demo_has_releases_of_every_verdict()
    {
        var verdicts = demo.Releases.Values.ToLookup(release => release.Verdict, release => release.Name);

        Assert.Equal(["tidewater-2.5.0"], verdicts[Verdict.Empty]);
        Assert.Equal(
            ["cormorant-4.9.1", "cormorant-4.9.4", "cormorant-5.0.0", "larkspur-0.4.0", "tidewater-2.4.0", "tidewater-connectors-1.8.2"],
            verdicts[Verdict.Ready].Order(StringComparer.Ordinal));
        Assert.Equal(
            ["cormorant-4.9.2", "cormorant-4.9.3", "larkspur-0.2.0", "larkspur-0.3.0", "tidewater-2.4.1", "tidewater-connectors-1.9.0", "tidewater-connectors-2.0.0"],
            verdicts[Verdict.Blocked].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_vote_runs_and_a_release_is_announced()
    {
        await using var context = demo.Server.Domain();

        Assert.Equal(
            ["ada", "rhona"],
            await context.Ballots.Where(b => context.Votes.Any(v => v.Id == b.VoteId && v.Resolved == null && v.ReleaseName == "tidewater-2.4.0"))
                .OrderBy(b => b.Voter).Select(b => b.Voter).ToListAsync());
        Assert.Equal(VoteOutcome.Passed, await context.Votes.Where(v => v.ReleaseName == "tidewater-connectors-1.8.2").Select(v => v.Outcome).SingleAsync());
    }

    [Theory]
    [InlineData("cormorant-4.9.2", "00001", "revoked key")]
    [InlineData("cormorant-4.9.3", "00001", "key has expired")]
    [InlineData("cormorant-5.0.0", "00001", "1 of 2: Good signature")]
    [InlineData("cormorant-5.0.0", "00001", "2 of 2: The signature's key is missing")]
    [InlineData("larkspur-0.2.0", "00001", "MD5 is broken")]
    [InlineData("larkspur-0.2.0", "00001", "A KEYS file is not part of a release")]
    [InlineData("larkspur-0.2.0", "00001", "begins with a dot")]
    [InlineData("larkspur-0.3.0", "00001", "must have \"incubating\"")]
    [InlineData("tidewater-2.4.1", "00001", "The signature is wrong")]
    [InlineData("tidewater-2.4.1", "00001", "SHA-512 digest differs")]
    [InlineData("tidewater-connectors-1.8.2", "00001", "has no signature")]
    [InlineData("tidewater-connectors-1.8.2", "00002", "Good signature")]
    [InlineData("tidewater-connectors-1.9.0", "00001", "SHA-512 digest differs")]
    [InlineData("tidewater-connectors-2.0.0", "00001", "key is missing")]
    [InlineData("cormorant-4.9.4", "00001", "Good signature of \"Maren Holt")]
    public async Task A_mistake_is_found_by_its_check(string release, string revision, string finding)
    {
        await using var context = demo.Server.Domain();

        var messages = await context.CheckResults.Where(r => r.ReleaseName == release && r.RevisionNumber == revision).Select(r => r.Message).ToListAsync();

        Assert.Contains(messages, message => message.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_counts_what_the_pages_show()
    {
        var queries = demo.Server.Services.GetRequiredService<ReleaseQueries>();

        foreach (var row in demo.Releases.Values)
        {
            var page = await queries.FindAsync(Caller.Server, row.ProjectName, row.Version, revision: null, CancellationToken.None);
            Assert.Equal(page!.Counts, row.Counts);
        }
    }

    [Fact]
    public async Task Every_task_ran_like_everybody_elses()
    {
        await using var context = demo.Server.Domain();

        var tasks = await context.Tasks.Select(t => new { t.Status, t.Attempt, t.Started, t.Completed, Attempts = context.TaskAttempts.Count(a => a.TaskId == t.Id) }).ToListAsync();

        Assert.All(tasks, task =>
        {
            Assert.Equal(ReleaseTaskStatus.Completed, task.Status);
            Assert.Equal(1, task.Attempt);
            Assert.Equal(1, task.Attempts);
            Assert.True(task.Started <= task.Completed);
        });
    }

    [Fact]
    public async Task A_check_was_run_again_after_its_key_was_added()
    {
        await using var context = demo.Server.Domain();

        var retries = await context.Tasks.Where(t => t.RetryOfId != null).Select(t => t.Release!.Name).ToListAsync();

        Assert.Equal(["cormorant-4.9.4"], retries);
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("rhona")]
    [InlineData("victor")]
    public async Task Every_account_signs_in_with_the_password_on_the_page(string userName)
    {
        var account = demo.Server.Services.GetRequiredService<DemoAccounts>().All.Single(a => a.UserName == userName);

        var outcome = await demo.Server.Services.GetRequiredService<SignInCommands>()
            .SignInAsync(userName, account.Password, new SignInOrigin(null, null), CancellationToken.None);

        Assert.Equal(account.Role, outcome.Value?.Caller.Role);
    }

    [Fact]
    public async Task The_release_manager_manages_projects_that_are_there()
    {
        await using var domain = demo.Server.Domain();
        await using var operations = demo.Server.Operations();

        var granted = await operations.Accounts.Where(a => a.UserName == "rhona").SelectMany(a => a.Projects).Select(p => p.ProjectName).ToListAsync();

        Assert.NotEmpty(granted);
        Assert.Subset((await domain.Projects.Select(p => p.Name).ToListAsync()).ToHashSet(), granted.ToHashSet());
    }

    [Fact]
    public async Task The_sign_in_page_offers_every_account()
    {
        using var client = new HttpClient { BaseAddress = demo.Address };

        var page = await client.GetStringAsync("/signin");

        Assert.All(demo.Server.Services.GetRequiredService<DemoAccounts>().All, account => Assert.Contains(account.Password, page, StringComparison.Ordinal));
    }

    [Fact]
    public void No_link_for_a_first_administrator_is_printed()
    {
        var printed = demo.Server.Output.ToString();

        Assert.Contains("lantern harbour 41", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("/setup/", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flawless", 6)]
    [InlineData("one byte changed", 3)]
    public void Candidates_to_drop_lie_ready(string directory, int files)
    {
        Assert.Equal(files, Directory.GetFiles(Path.Combine(demo.Candidates, directory)).Length);
    }
}
