using System.Security.Claims;
using Bunit;
using Dashboard.Components.Controls;
using Dashboard.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Live;

public sealed class LiveComponentTests : BunitContext, IAsyncLifetime
{
    private readonly ChangeFeed _feed = new();
    private readonly Visitors _visitors = new();

    public LiveComponentTests()
    {
        Services.AddSingleton(_feed);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<AuthenticationStateProvider>(_visitors);
        Services.AddCascadingAuthenticationState();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await base.DisposeAsync();

    [Fact]
    public void A_change_is_shown_without_a_reload()
    {
        var shown = Render<Counter>(parameters => parameters.Add(c => c.Topic, "releases"));
        shown.WaitForAssertion(() => shown.MarkupMatches("<p>1</p>"));

        _feed.Publish("releases");

        shown.WaitForAssertion(() => shown.MarkupMatches("<p>2</p>"));
    }

    [Fact]
    public async Task A_disposed_component_has_no_subscriptions()
    {
        Render<Counter>(parameters => parameters.Add(c => c.Topic, "releases"));
        Assert.Equal(1, _feed.Count("releases"));

        await DisposeComponentsAsync();

        Assert.Equal(0, _feed.Count("releases"));
    }

    [Fact]
    public void A_component_with_a_new_topic_no_longer_follows_the_old_one()
    {
        var shown = Render<Counter>(parameters => parameters.Add(c => c.Topic, "releases"));

        shown.Render(parameters => parameters.Add(c => c.Topic, "tasks"));

        Assert.Equal((0, 1), (_feed.Count("releases"), _feed.Count("tasks")));
    }

    [Fact]
    public void A_component_with_a_new_topic_shows_nothing_of_the_old_one()
    {
        var shown = Render<Counter>(parameters => parameters.Add(c => c.Topic, "releases"));
        shown.WaitForAssertion(() => shown.MarkupMatches("<p>1</p>"));

        shown.Render(parameters => parameters.Add(c => c.Topic, "tasks").Add(c => c.CanRead, new TaskCompletionSource()));

        shown.MarkupMatches("<p></p>");
    }

    [Fact]
    public void A_component_reads_again_when_the_rights_of_its_visitor_change()
    {
        var shown = Render<Counter>(parameters => parameters.Add(c => c.Topic, "releases"));
        shown.WaitForAssertion(() => shown.MarkupMatches("<p>1</p>"));

        _visitors.Become("Viewer");

        shown.WaitForAssertion(() => shown.MarkupMatches("<p>2</p>"));
    }

    private sealed class Counter : LiveComponentBase<string>
    {
        private int _reads;

        [Parameter] public string Topic { get; set; } = "";

        private string _watched = "";

        // One read for each topic: setting the same parameters again causes none.
        protected override void OnParametersSet()
        {
            if (_watched != Topic)
            {
                _watched = Topic;
                Watch(Topic);
            }
        }

        [Parameter] public TaskCompletionSource? CanRead { get; set; }

        protected override async Task<string> ReadAsync(CancellationToken closing)
        {
            await (CanRead?.Task.WaitAsync(closing) ?? Task.CompletedTask);
            return Interlocked.Increment(ref _reads).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "p");
            builder.AddContent(1, View);
            builder.CloseElement();
        }
    }

    private sealed class Visitors : AuthenticationStateProvider
    {
        private AuthenticationState _state = As("Administrator");

        public void Become(string role)
        {
            _state = As(role);
            NotifyAuthenticationStateChanged(GetAuthenticationStateAsync());
        }

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(_state);

        private static AuthenticationState As(string role) => new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, role)], "session")));
    }
}
