using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dashboard.Tests.Support;

/// <summary>The whole application, with everything it logs, for visitors without a browser.</summary>
public sealed class AccountSite : DashboardFactory
{
    public const string Password = "correct horse battery staple";

    /// <summary>Every line of every logger, at the lowest level.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Accounts:PasswordIterations", "100000");
        builder.UseSetting("Accounts:RefusalTime", "00:00:00");
        builder.UseSetting("Accounts:SignInsPerMinute", "100000");
        // What the settings say of a category comes before any filter.
        foreach (var category in new[] { "Default", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Hangfire" })
        {
            builder.UseSetting($"Logging:LogLevel:{category}", nameof(LogLevel.Trace));
        }

        builder.ConfigureLogging(logging => logging.AddProvider(new QueueLoggers(Log)));
    }

    public T Service<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Adds an account whose password is <see cref="Password"/>.</summary>
    public async Task<long> AddAsync(string userName, AccountRole role = AccountRole.Viewer)
    {
        var added = await Service<AccountCommands>().AddWithPasswordAsync(
            Caller.CommandLine, new AccountFacts(userName, $"The {userName}", role, []), Password, CancellationToken.None);
        return added.Value!.Id;
    }

    public SiteVisitor Visit() => new(this);

    /// <summary>A visitor who has signed in.</summary>
    public async Task<SiteVisitor> SignInAsync(string userName)
    {
        var visitor = Visit();
        var answer = await visitor.PostAsync("/signin", ("Form.UserName", userName), ("Form.Password", Password));
        return answer.StatusCode == HttpStatusCode.Redirect ? visitor : throw new InvalidOperationException($"{userName} was not let in.");
    }

    private sealed class QueueLoggers(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

/// <summary>A browser without scripts: it keeps cookies, follows no redirect, and posts forms as their pages have them.</summary>
public sealed partial class SiteVisitor
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _client;

    public SiteVisitor(AccountSite site) => _client = site.CreateDefaultClient(new Uri("http://localhost"), new CookieHandler(_cookies));

    /// <summary>The session's cookie; null when there is none.</summary>
    public Cookie? Session => _cookies.GetAllCookies().SingleOrDefault(cookie => cookie.Name.StartsWith("dashboard-session", StringComparison.Ordinal));

    /// <summary>Gives this visitor another's cookie.</summary>
    public void Steal(Cookie cookie) => _cookies.Add(new Cookie(cookie.Name, cookie.Value, cookie.Path, cookie.Domain));

    public Task<HttpResponseMessage> GetAsync(string address) => _client.GetAsync(new Uri(address, UriKind.Relative));

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request);

    /// <summary>Opens the page, fills its form and sends it, hidden fields included.</summary>
    public async Task<HttpResponseMessage> PostAsync(string address, params (string Name, string Value)[] fields)
    {
        var page = await (await GetAsync(address)).Content.ReadAsStringAsync();
        var form = FormOf().Match(page).Value;
        var hidden = Hidden().Matches(form).Select(input => (Name: input.Groups["name"].Value, Value: WebUtility.HtmlDecode(input.Groups["value"].Value)));
        var action = Action().Match(form) is { Success: true } found ? found.Groups["action"].Value : address;
        return await PostRawAsync(action, [.. hidden, .. fields]);
    }

    /// <summary>The antiforgery token of a page.</summary>
    public async Task<(string Name, string Value)> TokenAsync(string address)
    {
        var page = await (await GetAsync(address)).Content.ReadAsStringAsync();
        return Hidden().Matches(page).Select(input => (input.Groups["name"].Value, input.Groups["value"].Value))
            .First(input => input.Item1 == "__RequestVerificationToken");
    }

    /// <summary>Sends fields without looking at a page first.</summary>
    public Task<HttpResponseMessage> PostRawAsync(string address, params (string Name, string Value)[] fields) => _client.PostAsync(
        new Uri(address, UriKind.Relative), new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex FormOf();

    // <input type="hidden" name="__RequestVerificationToken" value="CfDJ8..." />
    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("<form[^>]* action=\"(?<action>[^\"]+)\"")]
    private static partial Regex Action();

    private sealed class CookieHandler(CookieContainer cookies) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (cookies.GetCookieHeader(request.RequestUri!) is { Length: > 0 } header)
            {
                request.Headers.Add("Cookie", header);
            }

            var response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Set-Cookie", out var set))
            {
                foreach (var cookie in set)
                {
                    cookies.SetCookies(request.RequestUri!, cookie);
                }
            }

            return response;
        }
    }
}
