using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Features.Audit;

public sealed class AuditQueriesTests : IDisposable
{
    private readonly OperationsFixture _operations = new();
    private readonly AuditQueries _queries;

    public AuditQueriesTests() => _queries = new AuditQueries(_operations);

    public void Dispose() => _operations.Dispose();

    [Fact]
    public async Task The_newest_come_first_and_each_page_begins_where_the_last_ended()
    {
        Add([.. Enumerable.Range(1, 5).Select(act => ("ada", "test.done", $"act-{act}"))]);

        var first = await ListAsync();
        var second = await ListAsync(before: first.Before);
        var third = await ListAsync(before: second.Before);

        Assert.Equal(["act-5", "act-4"], first.Rows.Select(row => row.Subject));
        Assert.Equal(["act-3", "act-2"], second.Rows.Select(row => row.Subject));
        Assert.Equal(["act-1"], third.Rows.Select(row => row.Subject));
        Assert.Null(third.Before);
    }

    [Theory]
    [InlineData("AD", null, "1,2")]
    [InlineData(null, "release.", "1,3")]
    [InlineData(null, "widget-1", "1,2")]
    [InlineData("bob", "widget", "3")]
    [InlineData("%", null, "")]
    [InlineData(null, "t_sk", "")]
    [InlineData(null, "\\", "")]
    public async Task It_is_narrowed_by_parts_of_who_and_what(string? who, string? what, string found)
    {
        Add(("ada", "release.created", "widget-1.0"), ("ada", "task.retried", "widget-1.0"), ("bob", "release.created", "widget-2.0"));

        var page = await _queries.ListAsync(Acting.Administrator, who, what, null, 10, CancellationToken.None);

        Assert.Equal(found, string.Join(',', page.Rows.Select(row => row.Id).Order()));
    }

    [Fact]
    public async Task Only_an_administrator_reads_it() =>
        await Assert.ThrowsAsync<NotAllowedException>(() => _queries.ListAsync(Acting.ManagerOf("widget"), null, null, null, 2, CancellationToken.None));

    private Task<AuditPage> ListAsync(long? before = null) => _queries.ListAsync(Acting.Administrator, null, null, before, 2, CancellationToken.None);

    private void Add(params (string Who, string Action, string Subject)[] entries)
    {
        using var context = _operations.CreateDbContext();
        context.AddRange(entries.Select(e => new AuditEntry { At = Any.Now, Who = e.Who, Action = e.Action, Subject = e.Subject }));
        context.SaveChanges();
    }
}
