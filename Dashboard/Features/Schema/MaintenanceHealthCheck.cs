using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dashboard.Features.Schema;

/// <summary>Ready means that the database is as the build wants it, and open.</summary>
internal sealed class MaintenanceHealthCheck(Maintenance maintenance) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(maintenance.Reason is { } reason ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Healthy());
}
