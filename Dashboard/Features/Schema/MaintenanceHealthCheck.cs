using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dashboard.Features.Schema;

/// <summary>Not ready in maintenance mode.</summary>
internal sealed class MaintenanceHealthCheck(Maintenance maintenance) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(maintenance.Reason is { } reason ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Healthy());
}
