using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Features.Tasks;

/// <summary>No filter of the task board reads the whole table: there may be a million rows.</summary>
public sealed class TaskFilterPlanTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();

    public void Dispose() => _database.Dispose();

    public static TheoryData<string> Filters => new(Each.Keys);

    private static Dictionary<string, TaskFilter> Each { get; } = new(StringComparer.Ordinal)
    {
        ["status"] = new() { Status = ReleaseTaskStatus.Failed },
        ["type"] = new() { Type = ReleaseTaskType.MailSend },
        ["type and status"] = new() { Type = ReleaseTaskType.MailSend, Status = ReleaseTaskStatus.Failed },
        ["project"] = new() { Project = "widget" },
        ["project and status"] = new() { Project = "widget", Status = ReleaseTaskStatus.Completed },
        ["release"] = new() { Project = "widget", Version = "1.0.0" },
        ["who"] = new() { Who = "rhea" },
        ["who and status"] = new() { Who = "rhea", Status = ReleaseTaskStatus.Completed },
        ["since"] = new() { Since = Any.Now },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_filter_is_answered_by_an_index(string name)
    {
        using var context = _database.CreateDbContext();
        var plan = Plan(context, Each[name].Of(context, matches: null).OrderByDescending(t => t.Id).Take(51));

        Assert.NotEmpty(plan);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN t", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    private static List<string> Plan(DbContext context, IQueryable<ReleaseTask> query)
    {
        using var command = query.CreateDbCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        context.Database.OpenConnection();
        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read())
        {
            steps.Add(reader.GetString(3));
        }

        return steps;
    }
}
