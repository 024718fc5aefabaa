using System.Text.Json;
using Dashboard.Data.Entities;
using Dashboard.Features.Audit;
using Dashboard.Features.Projects;
using Dashboard.Features.Releases;
using Dashboard.Tests.Features.Tasks;
using Dashboard.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Tests.Features.Audit;

/// <summary>Every act on the domain leaves who did what to what, in its own commit. Uploads and keys have theirs with their commands' tests.</summary>
public sealed class DomainAuditTests : IDisposable
{
    private readonly TaskScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_changed_committee_leaves_what_it_was_and_what_it_is()
    {
        var before = new CommitteeDetails("tooling");

        await Committees().UpdateAsync(Acting.Administrator, before, before with { FullName = "Tooling" }, CancellationToken.None);

        var entry = Only(DomainActions.CommitteeChanged);
        Assert.Equal(("ada", "tooling"), (entry.Who, entry.Subject));
        Assert.Equal("Tooling", Detail(entry, "to", "fullName"));
        Assert.Null(Detail(entry, "from", "fullName"));
    }

    [Fact]
    public async Task A_deleted_committee_leaves_what_it_was()
    {
        _scene.Database.Add(Any.Committee("kit", "Kit"));

        await Committees().DeleteAsync(Acting.Administrator, "kit", CancellationToken.None);

        Assert.Equal("Kit", Detail(Only(DomainActions.CommitteeDeleted), "was", "fullName"));
    }

    [Fact]
    public async Task A_release_that_was_started_is_told_with_who_started_it()
    {
        await new ReleaseCommands(_scene.Database, _scene.Time).CreateAsync(TaskScene.Manager, "widget", "2.0.0", CancellationToken.None);

        var entry = Only(DomainActions.ReleaseCreated);
        Assert.Equal(("rhea", "widget-2.0.0", Any.Now), (entry.Who, entry.Subject, entry.At));
    }

    [Fact]
    public async Task A_refused_act_leaves_nothing()
    {
        await new ReleaseCommands(_scene.Database, _scene.Time).CreateAsync(TaskScene.Manager, "widget", "1.0.0", CancellationToken.None);
        await Committees().CreateAsync(Acting.Administrator, new("tooling"), CancellationToken.None);

        Assert.Empty(Entries());
    }

    [Fact]
    public async Task A_cancelled_task_is_told_and_a_second_try_at_it_is_not()
    {
        var task = _scene.Queue();

        await _scene.Commands.CancelAsync(TaskScene.Manager, task, CancellationToken.None);
        await _scene.Commands.CancelAsync(TaskScene.Manager, task, CancellationToken.None);

        var entry = Only(DomainActions.TaskCancelled);
        Assert.Equal(("rhea", $"task {task}"), (entry.Who, entry.Subject));
        Assert.Contains("widget-1.0.0.tar.gz", entry.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_is_run_again_is_told_with_its_new_number()
    {
        var task = _scene.Queue();
        await _scene.Commands.CancelAsync(TaskScene.Manager, task, CancellationToken.None);

        var retry = await _scene.Commands.RetryAsync(TaskScene.Manager, task, CancellationToken.None);

        Assert.Contains($"\"as\":{retry.Value!.Id}", Only(DomainActions.TaskRetried).Details, StringComparison.Ordinal);
    }

    private CommitteeCommands Committees() => new(_scene.Database, _scene.Time, NullLogger<CommitteeCommands>.Instance);

    private List<AuditOutboxEntry> Entries() => _scene.Database.Read(context => context.AuditOutbox.ToList());

    private AuditOutboxEntry Only(string action) => Assert.Single(Entries(), entry => entry.Action == action);

    private static string? Detail(AuditOutboxEntry entry, string part, string name)
    {
        using var details = JsonDocument.Parse(entry.Details);
        return details.RootElement.GetProperty(part).TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
