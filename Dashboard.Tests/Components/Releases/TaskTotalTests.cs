using Bunit;
using Dashboard.Components.Pages.Releases;
using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Dashboard.Features.Releases;
using Dashboard.Live;
using Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Components.Releases;

public sealed class TaskTotalTests : PageTestContext
{
    public TaskTotalTests()
    {
        Services.AddLive(Database.File);
        Services.AddSingleton(Accounts.Changes);
    }

    [Fact]
    public async Task The_tasks_of_another_revision_start_at_their_own_progress()
    {
        await SignInAsync(AccountRole.Viewer);
        var total = Draw([Of(1, ReleaseTaskStatus.Completed, 900), Of(2, ReleaseTaskStatus.Queued, 100)]);
        Assert.Contains(">90 % of", total.Markup, StringComparison.Ordinal);

        total.Render(parameters => parameters.Add(p => p.Tasks, [Of(3, ReleaseTaskStatus.Queued, 300)]));

        Assert.Contains(">0 % of", total.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_starts_again_does_not_reduce_the_total_progress()
    {
        await SignInAsync(AccountRole.Viewer);
        var total = Draw([Of(1, ReleaseTaskStatus.Queued, 1000) with { Done = 500 }]);

        total.Render(parameters => parameters.Add(p => p.Tasks, [Of(1, ReleaseTaskStatus.Queued, 1000)]));

        Assert.Contains(">50 % of", total.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<TaskTotal> Draw(IReadOnlyList<TaskView> tasks) => Render<TaskTotal>(parameters => parameters
        .Add(p => p.Scope, TaskScope.OfRelease("widget-1.0.0")).Add(p => p.Tasks, tasks));

    private static TaskView Of(long id, ReleaseTaskStatus status, long total) => new(
        id, ReleaseTaskType.ArtifactCheck, status, Attempt: 1, Any.Now, Started: null, Completed: null, Error: null, ErrorKind: null, Done: 0, total, []);
}
