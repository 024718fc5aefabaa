using Dashboard.Components.Pages.Accounts;
using Dashboard.Features.Accounts;

namespace Dashboard.Tests.Features.Accounts;

public sealed class AccountTextTests
{
    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("Tr0ub4dor&3xkcd")]
    [InlineData("üben macht den meister")]
    [InlineData("k7Qp2mZx9vLw")]
    public void A_long_phrase_will_do(string password)
    {
        Assert.Null(PasswordRules.Refusal(password, "alex", "Alex Doe"));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("elevenchars")]
    [InlineData("passwordpassword")]
    [InlineData("password12345")]
    [InlineData("Administrator1")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("123456789012345")]
    [InlineData("alexalexalex")]
    [InlineData("Doe-Alex-Doe-Alex")]
    [InlineData("qwertyuiop123")]
    [InlineData("Welcome2024!")]
    public void What_guessers_try_first_is_refused(string password)
    {
        Assert.NotNull(PasswordRules.Refusal(password, "alex", "Alex Doe"));
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/releases/tooling?x=1#y", "/releases/tooling?x=1#y")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("\\\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("/\n/evil.example", "/")]
    [InlineData(" //evil.example", "/")]
    [InlineData("evil.example", "/")]
    public void Only_a_path_of_this_site_is_followed(string? returnUrl, string followed)
    {
        Assert.Equal(followed, LocalAddress.Of(returnUrl));
    }

    [Theory]
    [InlineData("http://localhost:5080", "http://localhost:5080/setup/t")]
    [InlineData("http://[::]:5080", "http://localhost:5080/setup/t")]
    [InlineData("http://0.0.0.0:80", "http://localhost/setup/t")]
    [InlineData("https://*:8443", "https://localhost:8443/setup/t")]
    [InlineData("https://dash.example/releases/", "https://dash.example/releases/setup/t")]
    [InlineData("http://192.0.2.7:5080", "http://192.0.2.7:5080/setup/t")]
    public void A_set_up_link_leads_to_where_the_server_can_be_reached(string listening, string link)
    {
        Assert.Equal(link, SetupAddress.Of([listening], "t"));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on macOS")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("something", "Unknown browser")]
    [InlineData(null, "Unknown browser")]
    public void A_browser_is_called_as_its_owner_calls_it(string? userAgent, string words)
    {
        Assert.Equal(words, UserAgentName.Of(userAgent));
    }

    [Fact]
    public void Without_an_address_a_set_up_link_is_a_path()
    {
        Assert.Equal("/setup/t", SetupAddress.Of([], "t"));
    }
}
