using Dashboard.Features.Mail;
using Dashboard.Features.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Dashboard.Tests.Features.Mail;

public sealed class MailOptionsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("a@b.org, c@d.org")]
    public void A_sender_that_is_no_address_stops_the_start(string from)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => SettingsReader.Read<MailOptions>(Configure(from), "Mail"));

        Assert.Contains("Mail:From", refused.Message, StringComparison.Ordinal);
        Assert.Contains("must be one mail address", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dashboard@example.org")]
    [InlineData("Release dashboard <dashboard@example.org>")]
    public void A_sender_may_have_a_name(string from) =>
        Assert.Equal(from, SettingsReader.Read<MailOptions>(Configure(from), "Mail").From);

    private static IConfigurationRoot Configure(string from) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Mail:From", (string?)from)]).Build();
}
