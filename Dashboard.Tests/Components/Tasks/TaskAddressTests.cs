using Dashboard.Components.Pages.Tasks;
using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;

namespace Dashboard.Tests.Components.Tasks;

public sealed class TaskAddressTests
{
    private static readonly DateTime Now = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void An_address_says_every_filter_and_is_read_as_the_same()
    {
        var filter = new TaskFilter
        {
            Status = ReleaseTaskStatus.Failed,
            Type = ReleaseTaskType.ArtifactCheck,
            Project = "widget",
            Version = "1.0.0",
            Who = "rhea",
            Since = Now.AddHours(-24),
            Search = "a&b c.zip",
        };

        var address = TaskAddress.Of(filter, "24h", before: 7);
        var read = TaskAddress.Parse("failed", "artifact_check", "widget", "1.0.0", "rhea", "24h", "a&b c.zip", Now, kept: null);

        Assert.Equal("tasks?status=failed&type=artifact_check&project=widget&version=1.0.0&who=rhea&since=24h&q=a%26b%20c.zip&before=7", address);
        Assert.Equal(filter, read);
    }

    [Fact]
    public void What_is_no_filter_does_not_restrict_the_list() =>
        Assert.Equal(TaskFilter.None, TaskAddress.Parse("finished", "7", "", " ", null, "yesterday", "", Now, kept: null));

    [Fact]
    public void A_period_does_not_move_with_every_look()
    {
        var first = TaskAddress.Parse(null, null, null, null, null, "1h", null, Now, kept: null);

        var second = TaskAddress.Parse(null, null, null, null, null, "1h", null, Now.AddSeconds(30), first.Since);
        var later = TaskAddress.Parse(null, null, null, null, null, "1h", null, Now.AddMinutes(5), first.Since);

        Assert.Equal(first, second);
        Assert.Equal(Now.AddMinutes(-55), later.Since);
    }
}
