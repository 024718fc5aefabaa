using System.Net;
using System.Net.Http.Headers;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Features.Accounts;

public sealed class SiteTests(AccountSite site) : IClassFixture<AccountSite>
{
    [Fact]
    public async Task Who_is_not_signed_in_sees_the_sign_in_page_and_comes_back_after()
    {
        await site.AddAsync("returning");
        var visitor = site.Visit();

        var first = await visitor.GetAsync("/account?x=1");
        var signedIn = await visitor.PostAsync(first.Headers.Location!.PathAndQuery, ("Form.UserName", "returning"), ("Form.Password", AccountSite.Password));

        Assert.Equal("/signin?returnUrl=%2Faccount%3Fx%3D1", first.Headers.Location.PathAndQuery);
        Assert.Equal("/account?x=1", Path(signedIn));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account")).StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/%5Cevil.example")]
    [InlineData("/%09/evil.example")]
    public async Task Signing_in_leads_nowhere_else(string returnUrl)
    {
        await site.AddAsync($"led{returnUrl.Length}");
        var visitor = site.Visit();

        var answer = await visitor.PostAsync($"/signin?returnUrl={returnUrl}", ("Form.UserName", $"led{returnUrl.Length}"), ("Form.Password", AccountSite.Password));

        Assert.Equal("/", Path(answer));
    }

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_foreign_pages()
    {
        await site.AddAsync("flags");
        var visitor = site.Visit();

        var answer = await visitor.PostAsync("/signin", ("Form.UserName", "flags"), ("Form.Password", AccountSite.Password));

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), value => value.StartsWith("dashboard-session-", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_form_from_elsewhere_signs_nobody_in_or_out()
    {
        await site.AddAsync("forged");
        var visitor = await site.SignInAsync("forged");

        var stranger = site.Visit();

        var signIn = await stranger.PostRawAsync(
            "/signin?returnUrl=%2Faccount", ("_handler", "signin"), ("Form.UserName", "forged"), ("Form.Password", AccountSite.Password));
        var signOut = await visitor.PostRawAsync("/signout", ("returnUrl", "/"));

        Assert.Equal("/signin?returnUrl=%2Faccount&again=true", Path(signIn));
        Assert.Null(stranger.Session);
        Assert.Contains("open for too long", await (await stranger.GetAsync(Path(signIn)!)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("/signout?again=true", Path(signOut));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task Signing_in_again_begins_a_new_session_and_ends_the_one_before()
    {
        await site.AddAsync("fixed");
        var visitor = await site.SignInAsync("fixed");
        var thief = site.Visit();
        thief.Steal(visitor.Session!);
        var before = visitor.Session!.Value;
        // The sign-in page sends away who is signed in, but its form is still taken: its token comes from any other page.
        var token = await visitor.TokenAsync("/signout");

        var again = await visitor.PostRawAsync("/signin", token, ("_handler", "signin"), ("Form.UserName", "fixed"), ("Form.Password", AccountSite.Password));

        Assert.Equal("/", Path(again));
        Assert.NotEqual(before, visitor.Session!.Value);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task After_signing_out_a_copy_of_the_cookie_is_worth_nothing()
    {
        await site.AddAsync("copied");
        var visitor = await site.SignInAsync("copied");
        var thief = site.Visit();
        thief.Steal(visitor.Session!);
        var before = (await thief.GetAsync("/account")).StatusCode;

        var signedOut = await visitor.PostAsync("/signout");

        Assert.Equal(HttpStatusCode.OK, before);
        Assert.Equal("/signin", Path(signedOut));
        Assert.Null(visitor.Session);
        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task A_disabled_account_is_out_at_its_next_request()
    {
        var id = await site.AddAsync("ousted");
        var visitor = await site.SignInAsync("ousted");

        await site.Service<AccountCommands>().DisableAsync(Caller.CommandLine, id, CancellationToken.None);

        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task Rights_follow_the_account_without_a_new_sign_in()
    {
        var id = await site.AddAsync("promoted");
        var visitor = await site.SignInAsync("promoted");
        var before = await visitor.GetAsync("/admin/accounts");

        await site.Service<AccountCommands>().ChangeAsync(
            Caller.CommandLine, id, new AccountFacts("promoted", "Promoted", AccountRole.Administrator, []), CancellationToken.None);

        Assert.Equal("/denied", before.Headers.Location!.AbsolutePath);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("/denied")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/admin/accounts")).StatusCode);
    }

    [Fact]
    public async Task A_wrong_password_gets_the_page_again_without_the_password()
    {
        await site.AddAsync("typo");

        var answer = await site.Visit().PostAsync("/signin", ("Form.UserName", "typo"), ("Form.Password", "not the right phrase"));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("do not open an account", page, StringComparison.Ordinal);
        Assert.DoesNotContain("not the right phrase", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_is_looked_at_without_being_used_and_gives_no_other_role()
    {
        var added = await site.Service<AccountCommands>().AddAsync(
            Caller.CommandLine, new AccountFacts("invited", "Invited", AccountRole.Viewer, []), CancellationToken.None);
        var address = $"/setup/{added.Value!.SetupToken}";
        var visitor = site.Visit();
        await visitor.GetAsync(address);

        var answer = await visitor.PostAsync(
            address,
            ("Form.Password", AccountSite.Password), ("Form.Repeated", AccountSite.Password), ("Form.UserName", "boss"),
            ("Form.Role", "Administrator"), ("Role", "Administrator"), ("Form.AccountId", "1"));

        Assert.Equal("/", Path(answer));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account")).StatusCode);
        Assert.Equal("/denied", (await visitor.GetAsync("/admin/accounts")).Headers.Location!.AbsolutePath);
        Assert.Equal(HttpStatusCode.Gone, (await site.Visit().GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task The_page_of_a_link_is_neither_kept_nor_framed_nor_named_to_others()
    {
        var added = await site.Service<AccountCommands>().AddAsync(
            Caller.CommandLine, new AccountFacts("careful", "Careful", AccountRole.Viewer, []), CancellationToken.None);

        var answer = await site.Visit().GetAsync($"/setup/{added.Value!.SetupToken}");

        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
    }

    [Fact]
    public async Task A_script_with_a_token_gets_answers_and_without_one_a_status()
    {
        var id = await site.AddAsync("robot");
        var caller = Caller.CommandLine;
        var token = await site.Service<TokenCommands>().MakeAsync(caller, id, "ci", TimeSpan.FromDays(1), CancellationToken.None);

        var right = await AskAsync(token.Value!.Text);
        var wrong = await AskAsync("rdash_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        var none = await site.Visit().GetAsync("/api/nothing");

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal("Bearer error=\"invalid_token\"", wrong.Headers.WwwAuthenticate.Single().ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.All([wrong, none], answer => Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task A_wrong_token_does_not_fall_back_to_the_cookie()
    {
        await site.AddAsync("mixed");
        var visitor = await site.SignInAsync("mixed");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "rdash_wrong");

        var answer = await visitor.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task What_opens_something_is_in_no_log()
    {
        var id = await site.AddAsync("logged", AccountRole.Administrator);
        var visitor = await site.SignInAsync("logged");
        await site.Visit().PostAsync("/signin", ("Form.UserName", "logged"), ("Form.Password", "a mistyped secret phrase"));
        var token = await site.Service<TokenCommands>().MakeAsync(Caller.CommandLine, id, "ci", TimeSpan.FromDays(1), CancellationToken.None);
        await AskAsync(token.Value!.Text);
        string[] secrets = [AccountSite.Password, "a mistyped secret phrase", token.Value.Text, visitor.Session!.Value];

        var leaks = site.Log.Where(line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal))).ToList();

        Assert.NotEmpty(site.Log);
        Assert.Equal([], leaks);
    }

    [Fact]
    public async Task The_keys_of_the_cookies_are_in_the_state_directory_for_its_owner_only()
    {
        await site.AddAsync("keyed");
        await site.SignInAsync("keyed");

        var keys = Directory.GetFiles(System.IO.Path.Combine(site.StatePath, "keys"), "*.xml");

        Assert.NotEmpty(keys);
        foreach (var key in keys)
        {
            // Windows has no such modes; there the directory's own rights hold.
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(key) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    [Fact]
    public async Task Outside_a_demo_the_sign_in_page_names_no_account()
    {
        await site.AddAsync("unnamed");

        var page = await (await site.Visit().GetAsync("/signin")).Content.ReadAsStringAsync();

        Assert.DoesNotContain("unnamed", page, StringComparison.Ordinal);
        Assert.DoesNotContain("demo", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_session_row_and_its_audit_entry_are_one_commit()
    {
        await site.AddAsync("audited");
        await site.SignInAsync("audited");
        await using var context = await site.Service<IDbContextFactory<OperationsDbContext>>().CreateDbContextAsync();

        var entry = await context.AuditEntries.SingleAsync(e => e.Subject == "audited" && e.Action == AccountActions.SignedIn);

        var session = await context.AccountSessions.SingleAsync(s => s.Account!.UserName == "audited");
        Assert.Contains($"\"session\":{session.Id}", entry.Details, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> AskAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await site.Visit().SendAsync(request);
    }

    private static string? Path(HttpResponseMessage answer) =>
        answer.Headers.Location is { IsAbsoluteUri: true } location ? location.PathAndQuery : answer.Headers.Location?.ToString();
}
