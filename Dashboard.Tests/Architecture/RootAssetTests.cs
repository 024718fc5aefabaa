using System.Net;
using Dashboard.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Architecture;

/// <summary>wwwroot/ and appsettings.json stand at the repository's root, where the SDK does not look: they are served all the same.</summary>
public sealed class RootAssetTests : IClassFixture<DashboardFactory>, IClassFixture<PublishedDashboard>
{
    private readonly DashboardFactory _inProcess;
    private readonly PublishedDashboard _published;

    public RootAssetTests(DashboardFactory inProcess, PublishedDashboard published)
    {
        _inProcess = inProcess;
        _published = published;
    }

    /// <summary>The address, its type, and something that only the right file holds.</summary>
    public static TheoryData<string, string, string> Assets => new()
    {
        { "/", "text/html", "<title>Sign in" },
        { "/app.css", "text/css", "@font-face" },
        { "/theme.js", "text/javascript", "theme" },
        { "/favicon.svg", "image/svg+xml", "<svg" },
        { "/Dashboard.styles.css", "text/css", "[b-" },
        { "/_framework/blazor.web.js", "text/javascript", "Blazor" },
        { "/_content/MudBlazor/MudBlazor.min.css", "text/css", ".mud-" },
        { "/_content/MudBlazor/MudBlazor.min.js", "text/javascript", "mud" },
    };

    [Theory]
    [MemberData(nameof(Assets))]
    public async Task An_asset_is_served_in_process(string address, string type, string content)
    {
        using var client = _inProcess.CreateClient();

        await AssertServedAsync(client, address, type, content);
    }

    [Theory]
    [MemberData(nameof(Assets))]
    public async Task An_asset_is_served_by_the_published_application(string address, string type, string content)
    {
        using var client = new HttpClient { BaseAddress = _published.Address };

        await AssertServedAsync(client, address, type, content);
    }

    [Fact]
    public async Task The_published_application_serves_the_stylesheet_of_the_root_byte_for_byte()
    {
        using var client = new HttpClient { BaseAddress = _published.Address };

        var served = await client.GetByteArrayAsync(new Uri("app.css", UriKind.Relative));

        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "wwwroot", "app.css")), served);
    }

    [Fact]
    public void The_settings_of_the_root_are_read()
    {
        var settings = _inProcess.Services.GetRequiredService<IConfiguration>();

        Assert.Equal("Warning", settings["Logging:LogLevel:Hangfire"]);
    }

    [Theory]
    [InlineData("/appsettings.json")]
    [InlineData("/Dashboard.dll")]
    [InlineData("/../appsettings.json")]
    [InlineData("/state/dashboard.db")]
    public async Task What_is_no_asset_is_not_served(string address)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _published.Address };

        var response = await client.GetAsync(new Uri(address, UriKind.Relative));

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_published_application_is_ready_and_keeps_its_state_where_it_is_told()
    {
        using var client = new HttpClient { BaseAddress = _published.Address };

        var ready = await client.GetAsync(new Uri("health/ready", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.True(File.Exists(Path.Combine(_published.StatePath, "dashboard.db")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_published.WorkingDirectory));
    }

    private static async Task AssertServedAsync(HttpClient client, string address, string type, string content)
    {
        var response = await client.GetAsync(new Uri(address, UriKind.Relative));
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(content, body, StringComparison.Ordinal);
    }
}

/// <summary>The application as `dotnet publish` leaves it, started from an empty directory somewhere else.</summary>
public sealed class PublishedDashboard : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dashboard-published-");
    private ChildProcess? _server;

    public Uri Address { get; private set; } = null!;

    public string StatePath => Path.Combine(_folder.FullName, "state");

    public string WorkingDirectory => Path.Combine(_folder.FullName, "elsewhere");

    public async Task InitializeAsync()
    {
        var program = Path.Combine(_folder.FullName, "program");
        Directory.CreateDirectory(WorkingDirectory);
        using var publish = new ChildProcess(
            "dotnet", Repository.Root,
            ["publish", "Dashboard/Dashboard.csproj", "-c", Repository.Configuration, "--no-build", "-o", program, "-nodeReuse:false", "-v", "q"],
            ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_UI_LANGUAGE", "en"));
        var code = await publish.WaitAsync();
        Assert.True(code == 0, publish.Output);
        _server = new ChildProcess(
            "dotnet", WorkingDirectory, [Path.Combine(program, "Dashboard.dll"), "--urls", "http://127.0.0.1:0"],
            ("State__Directory", StatePath), ("ASPNETCORE_ENVIRONMENT", null), ("DOTNET_ENVIRONMENT", null), ("ASPNETCORE_URLS", null));
        var listening = await _server.WaitForAsync("Now listening on: ");
        Address = new Uri(listening[(listening.IndexOf("http", StringComparison.Ordinal))..]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _server?.Dispose();
        _folder.Delete(recursive: true);
    }
}
