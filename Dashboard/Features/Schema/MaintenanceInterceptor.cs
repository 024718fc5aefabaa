using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dashboard.Features.Schema;

/// <summary>Refuses connections to the domain database in maintenance mode: a change of its schema needs exclusive use.</summary>
public sealed class MaintenanceInterceptor(Maintenance maintenance) : DbConnectionInterceptor
{
    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        maintenance.IsOpen ? result : throw new MaintenanceException(maintenance.Reason ?? "Maintenance mode has just begun.");

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ConnectionOpening(connection, eventData, result));
}
