using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dashboard.Features.Schema;

/// <summary>Refuses the domain's database to everybody in maintenance: a change of its schema has it for itself.</summary>
public sealed class MaintenanceInterceptor(Maintenance maintenance) : DbConnectionInterceptor
{
    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        maintenance.IsOpen ? result : throw new MaintenanceException(maintenance.Reason ?? "The database was just taken into maintenance.");

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ConnectionOpening(connection, eventData, result));
}
