using System.Collections.Concurrent;
using System.Threading.Channels;
using Dashboard.Tests.Support;
using Microsoft.Playwright;

namespace Dashboard.Tests.Browser;

/// <summary>
/// A story in a real browser. Each visitor is a context of its own, with cookies of its own; when the story ends, whatever a visitor's
/// console or network complained about fails it.
/// </summary>
[Collection(BrowserTests.Name)]
public abstract class BrowserTest(BrowserFixture fixture) : IAsyncLifetime
{
    private readonly List<IBrowserContext> _visitors = [];
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly List<string> _tolerated = [];
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();

    /// <summary>A wide screen.</summary>
    protected static readonly ViewportSize Wide = new() { Width = 1280, Height = 800 };

    /// <summary>A telephone's.</summary>
    protected static readonly ViewportSize Narrow = new() { Width = 390, Height = 844 };

    protected KestrelFactory Application => fixture.Application;

    protected Uri Address => fixture.Address;

    /// <summary>A visitor of whom the application knows nothing yet.</summary>
    /// <param name="address">Of an application that a story started for itself; null for the one that all share.</param>
    protected async Task<IPage> VisitAsync(ViewportSize? size = null, ColorScheme colours = ColorScheme.Light, Uri? address = null)
    {
        var visitor = await fixture.Browser.NewContextAsync(new()
        {
            BaseURL = (address ?? Address).ToString(),
            ViewportSize = size ?? Wide,
            ColorScheme = colours,
            ReducedMotion = ReducedMotion.Reduce,
        });
        _visitors.Add(visitor);
        var page = await visitor.NewPageAsync();
        Listen(page, address ?? Address);
        return page;
    }

    /// <summary>Waits for a console or a network to complain.</summary>
    /// <param name="start">How the complaint begins.</param>
    /// <exception cref="OperationCanceledException">Nothing of the kind was heard in half a minute.</exception>
    protected async Task WaitForComplaintAsync(string start)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string heard;
        do
        {
            heard = await _heard.Reader.ReadAsync(patience.Token);
        }
        while (!heard.StartsWith(start, StringComparison.Ordinal));
    }

    /// <summary>Says that a story provokes a complaint, such as the 404 that it is about.</summary>
    protected void Tolerate(string complaint) => _tolerated.Add(complaint);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        // Looked at before the pages close: what closing cuts off is no complaint.
        var complaints = _complaints.Distinct().Where(complaint => !_tolerated.Any(part => complaint.Contains(part, StringComparison.Ordinal))).ToList();
        foreach (var visitor in _visitors)
        {
            await visitor.DisposeAsync();
        }

        Assert.Equal([], complaints);
    }

    private void Listen(IPage page, Uri home)
    {
        page.Console += (_, message) => Complain(message.Type == "error", $"console: {message.Text}");
        page.PageError += (_, error) => Complain(true, $"script: {error}");
        page.RequestFailed += (_, request) => Complain(true, $"failed: {request.Method} {request.Url} {request.Failure}");
        page.Response += (_, response) => Complain(response.Status >= 400 || IsMissing(response), $"status {response.Status}: {response.Url}");
        page.Request += (_, request) => Complain(IsForeign(request.Url, home), $"foreign: {request.Url}");
        page.WebSocket += (_, socket) => Complain(IsForeign(socket.Url, home), $"foreign: {socket.Url}");
    }

    /// <summary>Who is not signed in is sent to the sign-in page for every address that does not exist, a mistyped stylesheet's too.</summary>
    private static bool IsMissing(IResponse response) =>
        response.Status is >= 300 and < 400 and not 304
        && response.Request.ResourceType is "stylesheet" or "script" or "image" or "font" or "manifest";

    private static bool IsForeign(string url, Uri home) => new Uri(url) is var asked
        && asked.Scheme is not ("data" or "blob" or "about")
        && asked.Authority != home.Authority;

    private void Complain(bool wrong, string what)
    {
        if (wrong)
        {
            _complaints.Enqueue(what);
            _heard.Writer.TryWrite(what);
        }
    }
}
