using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Mail;
using Dashboard.Features.Policies;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Tests.Features.Policies;

public sealed class PolicyCommandsTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();
    private readonly PolicyCommands _commands;

    public PolicyCommandsTests()
    {
        _database.Add(Any.Committee(), Any.Project());
        _commands = new PolicyCommands(_database, new MailOutbox(Options.Create(new MailOptions())), TimeProvider.System);
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task A_policy_is_stored_as_it_was_written_and_read_again()
    {
        var saved = await UpdateAsync(new(), new(96, "dev@example.org, users@example.org", "Vote on {project} {version}.\r\n", "  "));

        Assert.Null(saved.Refusal);
        var expected = new PolicyDetails(96, "dev@example.org users@example.org", "Vote on {project} {version}.\n");
        Assert.Equal(expected, await _commands.FindAsync(Acting.Viewer, "widget", CancellationToken.None));
        Assert.Equal(["dev@example.org", "users@example.org"], _database.Read(c => c.ReleasePolicies.AsNoTracking().Single().MailtoAddresses));
    }

    [Fact]
    public async Task A_project_without_a_policy_has_the_defaults() =>
        Assert.Equal(new PolicyDetails(), await _commands.FindAsync(Acting.Viewer, "widget", CancellationToken.None));

    [Fact]
    public async Task A_project_that_does_not_exist_has_none() =>
        Assert.Null(await _commands.FindAsync(Acting.Viewer, "nothing", CancellationToken.None));

    [Theory]
    [InlineData(24, null, null, "minHours", "72 to 144")]
    [InlineData(145, null, null, "minHours", "72 to 144")]
    [InlineData(null, "dev@example.org nobody", null, "recipients", "one mail address")]
    [InlineData(null, null, "Vote on {projekt}.", "voteTemplate", "no placeholder {projekt}")]
    public async Task A_broken_rule_is_refused_with_its_field(int? hours, string? recipients, string? template, string field, string rule)
    {
        var refused = await UpdateAsync(new(), new(hours, recipients, template));

        Assert.Equal((RefusalKind.InvalidInput, field), (refused.Refused?.Kind, refused.Refused?.Field));
        Assert.Contains(rule, refused.Refusal, StringComparison.Ordinal);
        Assert.Empty(_database.Read(c => c.ReleasePolicies.ToList()));
    }

    [Fact]
    public async Task A_change_by_someone_else_is_not_overwritten()
    {
        await UpdateAsync(new(), new(96));

        var refused = await UpdateAsync(new(), new(120));

        Assert.Contains("changed by someone else", refused.Refusal, StringComparison.Ordinal);
        Assert.Equal(96, _database.Read(c => c.ReleasePolicies.Single().MinHours));
    }

    [Fact]
    public async Task Only_a_manager_of_the_project_changes_its_policy() =>
        await Assert.ThrowsAsync<NotAllowedException>(() => _commands.UpdateAsync(Acting.ManagerOf("gadget"), "widget", new(), new(0), CancellationToken.None));

    private Task<Outcome<PolicyDetails>> UpdateAsync(PolicyDetails before, PolicyDetails details) =>
        _commands.UpdateAsync(Acting.ManagerOf("widget"), "widget", before, details, CancellationToken.None);
}
