using Dashboard.Components;
using Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Components;

public sealed class WarmUpTests
{
    [Fact]
    public async Task The_warm_up_makes_the_first_requests_without_a_failure()
    {
        await using var site = new AccountSite();
        using var warmUp = ActivatorUtilities.CreateInstance<WarmUp>(site.Services);
        using (var connection = RawSql.Connect(Path.Combine(site.StatePath, "dashboard.db")))
        {
            connection.Run(
                """
                INSERT INTO project (name, status, created) VALUES ('widget', 'ACTIVE', '2026-05-04 12:00:00');
                INSERT INTO release (name, phase, created, project_name, version, vote_manual)
                VALUES ('widget-1.0', 'RELEASE_CANDIDATE_DRAFT', '2026-05-04 12:00:00', 'widget', '1.0', 0);
                """);
        }

        site.Log.Clear();
        warmUp.Begin();
        await warmUp.StartAsync(CancellationToken.None);
        await warmUp.ExecuteTask!;

        Assert.Contains(site.Log, line => line.Contains("WHERE \"r\".\"project_name\" = @", StringComparison.Ordinal));
        Assert.Contains(site.Log, line => line.Contains("FROM \"task\"", StringComparison.Ordinal));
        Assert.DoesNotContain(site.Log, line => line.Contains("The first visitor", StringComparison.Ordinal));
    }
}
