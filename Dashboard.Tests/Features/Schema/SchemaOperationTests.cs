using Dashboard.Features.Schema;

namespace Dashboard.Tests.Features.Schema;

public sealed class SchemaOperationTests
{
    private static readonly DateTime Began = new(2026, 11, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(2, 10, false)]
    [InlineData(2, 11, true)]
    [InlineData(0, 5, false)]
    [InlineData(0, 6, true)]
    public void Commands_are_overdue_after_five_times_the_rehearsal_and_five_seconds(int expected, int elapsed, bool overdue)
    {
        var operation = new SchemaOperation("Upgrade", "ada", Began, TimeSpan.FromSeconds(expected), null, Began, [], CanCancel: true, null, null);

        Assert.Equal(overdue, operation.IsOverdue(Began.AddSeconds(elapsed)));
    }

    [Fact]
    public void Commands_without_a_rehearsal_are_never_overdue()
    {
        var operation = new SchemaOperation("Upgrade", "ada", Began, null, null, Began, [], CanCancel: true, null, null);

        Assert.False(operation.IsOverdue(Began.AddDays(1)));
    }
}
