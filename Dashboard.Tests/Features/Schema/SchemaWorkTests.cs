using Dashboard.Features.Schema;

namespace Dashboard.Tests.Features.Schema;

public sealed class SchemaWorkTests
{
    private static readonly DateTime Began = new(2026, 11, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(2, 10, false)]
    [InlineData(2, 11, true)]
    [InlineData(0, 5, false)]
    [InlineData(0, 6, true)]
    public void Commands_are_overdue_after_five_times_the_rehearsal_and_five_seconds(int expected, int elapsed, bool overdue)
    {
        var work = new SchemaWork("the upgrade", "ada", Began, TimeSpan.FromSeconds(expected), null, Began, [], CanCancel: true, null, null);

        Assert.Equal(overdue, work.IsOverdue(Began.AddSeconds(elapsed)));
    }

    [Fact]
    public void Without_a_rehearsal_nothing_is_overdue()
    {
        var work = new SchemaWork("the upgrade", "ada", Began, null, null, Began, [], CanCancel: true, null, null);

        Assert.False(work.IsOverdue(Began.AddDays(1)));
    }
}
