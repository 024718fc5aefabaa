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

/// <summary>An administrator on the schema page, with a server of the story's own.</summary>
public sealed class SchemaStory(BrowserFixture fixture) : StoryTest(fixture), IDisposable
{
    private readonly KestrelFactory _server = new();
    private Uri? _address;

    private SchemaEngine Engine => _server.Services.GetRequiredService<SchemaEngine>();

    private string Newest => MigrationName.Of(Engine.Chain.Ids[^1]);

    private string Before => MigrationName.Of(Engine.Chain.Ids[^2]);

    private string Database => Path.Combine(_server.StatePath, "dashboard.db");

    [BrowserFact]
    public async Task A_lossy_downgrade_is_confirmed_by_name_and_watched_by_everyone()
    {
        var page = await AdministratorAsync("alex");
        var other = await AdministratorAsync("blake");
        var viewer = await SignedInAsync("victor", AccountRole.Viewer, "/");
        await _server.Services.GetRequiredService<CommitteeCommands>().CreateAsync(Caller.Server, new CommitteeDetails("harbour"), CancellationToken.None);
        Tolerate("status 503");

        await page.GetByLabel("Target of the change").ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "nothing" }).ClickAsync();
        await Expect(page.GetByText("Drops the table committee with 1 row.")).ToBeVisibleAsync();
        await Expect(page.GetByText("1 in change, 1 in committee, and what 1 finding above cannot count.")).ToBeVisibleAsync();
        var run = page.GetByRole(AriaRole.Button, new() { Name = "Downgrade to nothing" });
        await Expect(run).ToBeDisabledAsync();
        await Expect(page.GetByText("Type \"nothing\" above to confirm the loss.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rehearse on a copy" }).ClickAsync();
        await Expect(page.GetByText("Rehearsed by alex")).ToBeVisibleAsync();
        await page.GetByLabel("to confirm the loss").FillAsync("nothing");
        await page.Locator("#run-reason").FillAsync("To see it empty.");
        await run.ClickAsync();

        foreach (var window in new[] { page, other })
        {
            await Expect(window.GetByRole(AriaRole.Heading, new() { Name = "The database is at nothing." })).ToBeVisibleAsync();
            await Expect(window.GetByText("was opened, checked, hashed and counted").First).ToBeVisibleAsync();
            await Expect(window.GetByText("Held at")).ToBeVisibleAsync();
        }

        await Expect(viewer.Locator(".live-chip")).ToContainTextAsync("Paused since");
        await other.GetByRole(AriaRole.Button, new() { Name = "Upgrade to newest" }).ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = $"Upgrade to {Newest}" }).ClickAsync();
        foreach (var window in new[] { page, other })
        {
            await Expect(window.GetByRole(AriaRole.Heading, new() { Name = $"The database is at {Newest}." })).ToBeVisibleAsync();
            await Expect(window.Locator("#summary-heading")).ToHaveTextAsync("The database has the schema that this build wants.");
            await AssertNeverReloadedAsync(window);
        }

        await AtRestAsync(other);
        await Expect(viewer.GetByRole(AriaRole.Heading, new() { Name = "Releases" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_failed_upgrade_is_rolled_back_and_says_why()
    {
        Start();
        await Engine.RunAsync(Engine.Plan("-1"), new("test"), acceptLoss: true);
        var page = await AdministratorAsync("alex");
        Tolerate("status 503");
        await page.GetByRole(AriaRole.Button, new() { Name = "Upgrade to newest" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Upgrade to {Newest}" })).ToBeEnabledAsync();

        // Somebody changes the database with another tool after the plan was reviewed.
        RunSql("CREATE TABLE stray (id INTEGER)");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Upgrade to {Newest}" }).ClickAsync();

        await Expect(page.Locator("#operation-heading")).ToContainTextAsync("table stray is there and no migration makes it. Everything was rolled back.");
        Assert.Equal(Before, MigrationName.Of(Engine.Inspect().Applied[^1]));
        RunSql("DROP TABLE stray");
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Upgrade to {Newest}" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"The database is at {Newest}." })).ToBeVisibleAsync();
        await AtRestAsync(page);
    }

    [BrowserFact]
    public async Task A_backup_is_made_restored_and_downloaded_with_the_password()
    {
        var page = await AdministratorAsync("alex");
        Tolerate("status 503");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back up now" }).ClickAsync();
        await Expect(page.Locator("#operation-heading")).ToContainTextAsync("was made and verified");
        var backup = Engine.Backups.List()[0].Name;
        await _server.Services.GetRequiredService<CommitteeCommands>().CreateAsync(Caller.Server, new CommitteeDetails("late"), CancellationToken.None);

        await page.GetByRole(AriaRole.Button, new() { Name = $"Restore {backup}" }).ClickAsync();
        await Expect(page.GetByText("1 row of committee")).ToBeVisibleAsync();
        await page.GetByLabel($"Type {backup} to confirm").FillAsync(backup);
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore backup" }).ClickAsync();
        await Expect(page.Locator("#operation-heading")).ToContainTextAsync($"The backup {backup} is in place");
        Assert.Equal(0, Count("committee"));

        await AskForAsync(page, backup, "wrong words here");
        await Expect(page.GetByText("That is not your password.")).ToBeVisibleAsync();
        // A navigation that becomes a download counts as aborted.
        Tolerate("ERR_ABORTED");
        var download = await page.RunAndWaitForDownloadAsync(() => FillAsync(page, Password));
        await using var file = File.OpenRead((await download.PathAsync())!);
        Assert.Equal($"{backup}.tar", download.SuggestedFilename);
        Assert.Contains($"{backup}/dashboard.db", Names(file));
    }

    [BrowserFact]
    public async Task An_old_sign_in_has_to_be_confirmed_by_the_password_before_a_run()
    {
        var page = await AdministratorAsync("alex");
        Tolerate("status 503");
        using (var operations = RawSql.Connect(Path.Combine(_server.StatePath, OperationsDatabase.FileName)))
        {
            operations.Run("UPDATE account_session SET created = datetime(created, '-1 hour')");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Downgrade one step" }).ClickAsync();
        var run = page.GetByRole(AriaRole.Button, new() { Name = $"Downgrade to {Before}" });
        await run.ClickAsync();
        await Expect(page.GetByText("You signed in more than 15 minutes ago")).ToBeVisibleAsync();
        await Expect(page.GetByText("Enter your password above.")).ToBeVisibleAsync();
        await page.GetByLabel("Your password").FillAsync("wrong words here");
        await run.ClickAsync();
        await Expect(page.GetByText("That is not your password.")).ToBeVisibleAsync();
        Assert.Equal(Newest, MigrationName.Of(Engine.Inspect().Applied[^1]));

        await page.GetByLabel("Your password").FillAsync(Password);
        await run.ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"The database is at {Before}." })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_reason_is_recorded_with_its_own_run_only()
    {
        var page = await AdministratorAsync("alex");
        Tolerate("status 503");
        await page.GetByRole(AriaRole.Button, new() { Name = "Downgrade one step" }).ClickAsync();
        await page.Locator("#run-reason").FillAsync("To test the downgrade.");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Downgrade to {Before}" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"The database is at {Before}." })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Upgrade to newest" }).ClickAsync();
        await Expect(page.Locator("#run-reason")).ToHaveValueAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Upgrade to {Newest}" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"The database is at {Newest}." })).ToBeVisibleAsync();

        Assert.Equal([null, "To test the downgrade."], Engine.Journal.History(2).Select(run => run.Reason));
        await AtRestAsync(page);
    }

    [BrowserFact]
    public async Task A_plan_is_downloaded_as_sql_for_review()
    {
        var page = await AdministratorAsync("alex");
        Tolerate("ERR_ABORTED");
        await page.GetByRole(AriaRole.Button, new() { Name = "Downgrade one step" }).ClickAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download as SQL" }).ClickAsync());

        var script = await File.ReadAllTextAsync((await download.PathAsync())!);
        Assert.StartsWith($"-- From {Newest} to {Before}. Plan {Engine.Plan("-1").Hash}", script, StringComparison.Ordinal);
        Assert.All(Engine.Plan("-1").Steps[0].Step.Commands, command => Assert.Contains(command.Sql.TrimEnd(), script, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task Drift_is_accepted_with_a_reason()
    {
        Start();
        RunSql("DROP INDEX ix_task_added");
        var page = await AdministratorAsync("alex");
        await Expect(page.Locator("#summary-heading")).ToContainTextAsync("The schema is not what its migrations make: index ix_task_added is missing");

        await page.Locator("#accept-reason").FillAsync("It is created again on Sunday.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept 1 difference" }).ClickAsync();

        await Expect(page.Locator("#summary-heading")).ToContainTextAsync("but for what alex has accepted");
        await Expect(page.GetByText("accepted by alex: It is created again on Sunday.")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task An_address_opens_its_migration_run_and_plan_on_a_phone_too()
    {
        var page = await VisitAsync(Narrow, address: Start());
        await EnrolAsync("alex", AccountRole.Administrator);
        await SignInAsync(page, "alex");

        await page.GotoAsync($"/admin/schema?migration={Newest}&run=1&target={Engine.Chain.Ids[^2]}");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"From {Newest} to {Before}" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Effect of reverting it on the present rows" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Log of run 1")).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    /// <summary>Disposed after the browser windows, which would report a lost server.</summary>
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

    /// <summary>The page has planned again, and opens no file any more.</summary>
    private Task AtRestAsync(IPage page) => Expect(page.GetByText($"The database is at {Newest} already")).ToBeVisibleAsync();

    private static async Task AskForAsync(IPage page, string backup, string password)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"Download {backup}" }).ClickAsync();
        await FillAsync(page, password);
    }

    private static async Task FillAsync(IPage page, string password)
    {
        await page.GetByLabel("Your password").FillAsync(password);
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
