using Dashboard.Tests.Support;
using Microsoft.Playwright;

namespace Dashboard.Tests.Browser;

/// <summary>One application on a port of its own and one Chromium for all browser tests.</summary>
public sealed class BrowserFixture : IAsyncLifetime, IDisposable
{
    private readonly KestrelFactory _application = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public KestrelFactory Application => _application;

    public Uri Address { get; private set; } = null!;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("No Chromium is installed, or named in CHROMIUM_PATH.");

    public async Task InitializeAsync()
    {
        if (Chromium.ExecutablePath is null)
        {
            // Skipped tests never ask for the browser; in CI the first one that does fails.
            return;
        }

        // A busy machine is no failure: a page that never says it fails all the same.
        Assertions.SetDefaultExpectTimeout(30_000);
        Address = _application.Start();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium.ExecutablePath,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? default);
        _playwright?.Dispose();
    }

    public void Dispose() => _application.Dispose();
}

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<BrowserFixture>
{
    public const string Name = "browser";
}
