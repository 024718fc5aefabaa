namespace Dashboard.Features.Audit;

internal static class AuditRegistration
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditQueries>();
        services.AddSingleton<AuditMover>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditMover>());
    }
}
