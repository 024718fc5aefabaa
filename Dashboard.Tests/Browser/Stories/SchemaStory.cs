using System.Formats.Tar;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Projects;
using Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser.Stories;

/// <summary>An administrator at the schema page, on a server of the story's own.</summary>
public sealed class SchemaStory(BrowserFixture fixture) : StoryTest(fixture), IDisposable
{
    private readonly KestrelFactory _server = new();
    private Uri? _address;

    private SchemaEngine Engine => _server.Services.GetRequiredService<SchemaEngine>();

    private string Newest => MigrationName.Of(Engine.Chain.Ids[^1]);

    private string Before => MigrationName.Of(Engine.Chain.Ids[^2]);

    private string Database => Path.Combine(_server.StatePath, "dashboard.db");

    [BrowserFact]
    public async Task Down_with_the_targets_name_typed_and_up_again_while_others_watch()
    {
        var page = await AdministratorAsync("alex");
        var other = await AdministratorAsync("blake");
        var viewer = await SignedInAsync("victor", AccountRole.Viewer, "/");
        await _server.Services.GetRequiredService<CommitteeCommands>().CreateAsync(Caller.Server, new CommitteeDraft("harbour"), CancellationToken.None);
        Tolerate("status 503");

        await page.GetByLabel("Take the database to").ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "nothing" }).ClickAsync();
        await Expect(page.GetByText("Drops the table committee with 1 row.")).ToBeVisibleAsync();
        await Expect(page.GetByText("1 of change, 1 of committee.")).ToBeVisibleAsync();
        var run = page.GetByRole(AriaRole.Button, new() { Name = "Downgrade to nothing" });
        await Expect(run).ToBeDisabledAsync();
        await Expect(page.GetByText("Type \"nothing\" above")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rehearse on a copy" }).ClickAsync();
        await Expect(page.GetByText("Rehearsed by alex")).ToBeVisibleAsync();
        await page.GetByLabel("Data will be gone").FillAsync("nothing");
        await page.GetByLabel("Why (kept").FillAsync("The story wants it.");
        await run.ClickAsync();

        foreach (var window in new[] { page, other })
        {
            await Expect(window.GetByRole(AriaRole.Heading, new() { Name = "The database is at nothing." })).ToBeVisibleAsync();
            await Expect(window.GetByText("was opened, checked, hashed and counted").First).ToBeVisibleAsync();
            await Expect(window.GetByText("Held at")).ToBeVisibleAsync();
        }

        await Expect(viewer.Locator(".live-chip")).ToContainTextAsync("Paused since");
        await other.GetByRole(AriaRole.Button, new() { Name = "To the newest" }).ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = $"Upgrade to {Newest}" }).ClickAsync();
        foreach (var window in new[] { page, other })
        {
            await Expect(window.GetByRole(AriaRole.Heading, new() { Name = $"The database is at {Newest}." })).ToBeVisibleAsync();
            await Expect(window.Locator("#glance-heading")).ToHaveTextAsync("The database has the schema that this build wants.");
            await AssertNeverReloadedAsync(window);
        }

        await AtRestAsync(other);
        await Expect(viewer.GetByRole(AriaRole.Heading, new() { Name = "Releases" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task An_upgrade_that_fails_puts_itself_back_and_says_why()
    {
        Start();
        await Engine.RunAsync(Engine.Plan("-1"), new("test"), acceptLoss: true);
        var page = await AdministratorAsync("alex");
        Tolerate("status 503");
        await page.GetByRole(AriaRole.Button, new() { Name = "To the newest" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Upgrade to {Newest}" })).ToBeEnabledAsync();

        // Somebody is in the database with another tool, after the plan was looked at.
        RunSql("CREATE TABLE stray (id INTEGER)");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Upgrade to {Newest}" }).ClickAsync();

        await Expect(page.Locator("#work-heading")).ToContainTextAsync("table stray is there and no migration makes it. Everything was rolled back.");
        Assert.Equal(Before, MigrationName.Of(Engine.Inspect().Applied[^1]));
        RunSql("DROP TABLE stray");
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Upgrade to {Newest}" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"The database is at {Newest}." })).ToBeVisibleAsync();
        await AtRestAsync(page);
    }

    [BrowserFact]
    public async Task A_backup_is_made_put_back_and_taken_away_with_the_password()
    {
        var page = await AdministratorAsync("alex");
        Tolerate("status 503");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back up now" }).ClickAsync();
        await Expect(page.Locator("#work-heading")).ToContainTextAsync("was made and verified");
        var backup = Engine.Backups.List()[0].Name;
        await _server.Services.GetRequiredService<CommitteeCommands>().CreateAsync(Caller.Server, new CommitteeDraft("late"), CancellationToken.None);

        await page.GetByRole(AriaRole.Button, new() { Name = $"Restore {backup}" }).ClickAsync();
        await Expect(page.GetByText("1 row of committee")).ToBeVisibleAsync();
        await page.GetByLabel($"Type {backup} to agree").FillAsync(backup);
        await page.GetByRole(AriaRole.Button, new() { Name = "Put it back" }).ClickAsync();
        await Expect(page.Locator("#work-heading")).ToContainTextAsync($"The backup {backup} is in place");
        Assert.Equal(0, Count("committee"));

        await AskForAsync(page, backup, "wrong words here");
        await Expect(page.GetByText("That is not your password.")).ToBeVisibleAsync();
        // What becomes a download ends as a page.
        Tolerate("ERR_ABORTED");
        var download = await page.RunAndWaitForDownloadAsync(() => FillAsync(page, Password));
        await using var file = File.OpenRead((await download.PathAsync())!);
        Assert.Equal($"{backup}.tar", download.SuggestedFilename);
        Assert.Contains($"{backup}/dashboard.db", Names(file));
    }

    [BrowserFact]
    public async Task A_sign_in_of_an_hour_ago_has_to_be_proven_by_the_password_before_anything_is_changed()
    {
        var page = await AdministratorAsync("alex");
        Tolerate("status 503");
        using (var operations = RawSql.Connect(Path.Combine(_server.StatePath, OperationsDatabase.FileName)))
        {
            operations.Run("UPDATE account_session SET created = datetime(created, '-1 hour')");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "One down" }).ClickAsync();
        var run = page.GetByRole(AriaRole.Button, new() { Name = $"Downgrade to {Before}" });
        await run.ClickAsync();
        await Expect(page.GetByText("You signed in more than 15 minutes ago")).ToBeVisibleAsync();
        await Expect(page.GetByText("Give your password above.")).ToBeVisibleAsync();
        await page.GetByLabel("Your password, once more").FillAsync("wrong words here");
        await run.ClickAsync();
        await Expect(page.GetByText("That is not your password.")).ToBeVisibleAsync();
        Assert.Equal(Newest, MigrationName.Of(Engine.Inspect().Applied[^1]));

        await page.GetByLabel("Your password, once more").FillAsync(Password);
        await run.ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"The database is at {Before}." })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_plan_is_to_be_had_as_sql_for_whoever_reviews_it()
    {
        var page = await AdministratorAsync("alex");
        Tolerate("ERR_ABORTED");
        await page.GetByRole(AriaRole.Button, new() { Name = "One down" }).ClickAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download it as SQL" }).ClickAsync());

        var script = await File.ReadAllTextAsync((await download.PathAsync())!);
        Assert.StartsWith($"-- From {Newest} to {Before}. Plan {Engine.Plan("-1").Hash}", script, StringComparison.Ordinal);
        Assert.All(Engine.Plan("-1").Steps[0].Step.Commands, command => Assert.Contains(command.Sql.TrimEnd(), script, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task A_difference_is_accepted_after_it_was_seen_and_work_goes_on()
    {
        Start();
        RunSql("DROP INDEX ix_task_added");
        var page = await AdministratorAsync("alex");
        await Expect(page.Locator("#glance-heading")).ToContainTextAsync("The schema is not what its migrations make: index ix_task_added is missing");

        await page.GetByLabel("Why this is all right").FillAsync("It is made anew on Sunday.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept 1 difference" }).ClickAsync();

        await Expect(page.Locator("#glance-heading")).ToContainTextAsync("but for what alex has accepted");
        await Expect(page.GetByText("accepted by alex: It is made anew on Sunday.")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task An_address_opens_the_migration_the_run_and_the_plan_that_it_names_on_a_telephone_too()
    {
        var page = await VisitAsync(Narrow, address: Start());
        await EnrolAsync("alex", AccountRole.Administrator);
        await SignInAsync(page, "alex");

        await page.GotoAsync($"/admin/schema?migration={Newest}&run=1&target={Engine.Chain.Ids[^2]}");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"From {Newest} to {Before}" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "On the rows as they are now" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Log of run 1")).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    /// <summary>After the windows: one that lost its server would complain.</summary>
    public void Dispose() => _server.Dispose();

    private Task<IPage> AdministratorAsync(string userName) => SignedInAsync(userName, AccountRole.Administrator, "/admin/schema");

    private Uri Start() => _address ??= _server.Start();

    private async Task<IPage> SignedInAsync(string userName, AccountRole role, string address)
    {
        var server = Start();
        await EnrolAsync(userName, role);
        var page = await VisitAsync(address: server);
        await page.GotoAsync($"/signin?returnUrl={Uri.EscapeDataString(address)}");
        await page.GetByLabel("User name").FillAsync(userName);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await LiveAsync(page);
        await page.EvaluateAsync("window.neverReloaded = true");
        return page;
    }

    private async Task EnrolAsync(string userName, AccountRole role)
    {
        var added = await _server.Services.GetRequiredService<AccountCommands>().AddWithPasswordAsync(
            Caller.Server, new AccountFacts(userName, userName, role, []), Password, CancellationToken.None);
        Assert.Null(added.Refusal);
    }

    /// <summary>The page has looked at everything anew, and opens no file any more.</summary>
    private Task AtRestAsync(IPage page) => Expect(page.GetByText($"The database is at {Newest} already")).ToBeVisibleAsync();

    private static async Task AskForAsync(IPage page, string backup, string password)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"Download {backup}" }).ClickAsync();
        await FillAsync(page, password);
    }

    private static async Task FillAsync(IPage page, string password)
    {
        await page.GetByLabel("Your password, once more").FillAsync(password);
        await page.Locator("form[action*='/file'] button").ClickAsync();
    }

    private void RunSql(string sql)
    {
        using var connection = RawSql.Connect(Database);
        connection.Run(sql);
    }

    private long Count(string table)
    {
        using var connection = RawSql.Connect(Database);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

    private static List<string> Names(Stream archive)
    {
        using var reader = new TarReader(archive);
        var names = new List<string>();
        while (reader.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }
}
