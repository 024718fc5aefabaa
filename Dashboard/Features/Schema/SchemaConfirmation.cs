using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Schema;

/// <summary>What an administrator enters to confirm a change of the schema, or a loss of data.</summary>
/// <param name="TypedName">The name that has to be typed where data is lost.</param>
/// <param name="Reason">Why; kept in the schema history.</param>
/// <param name="Password">The administrator's own; null while it was not asked for.</param>
public sealed record SchemaConfirmation(string? TypedName, string? Reason, string? Password);

/// <summary>Decides whether an administrator may go ahead, and under which name the act is recorded.</summary>
public sealed partial class SchemaConfirmations(
    PasswordCommands passwords, IDbContextFactory<OperationsDbContext> contexts, ILogger<SchemaConfirmations> logger)
{
    /// <param name="requiredName">The name that has to be typed; null where nothing is lost.</param>
    /// <returns>Why the caller may not go ahead; null when there is no reason.</returns>
    public async Task<string?> RefusalAsync(Caller caller, string? requiredName, SchemaConfirmation confirmation, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        caller.RequireNoToken();
        var refusal = requiredName is not null && confirmation.TypedName?.Trim() != requiredName
            ? $"Type \"{requiredName}\" to confirm."
            : (await passwords.ConfirmFreshAsync(caller, confirmation.Password, cancellation)).Refusal;
        if (refusal is not null)
        {
            // On record, because it may be somebody at an abandoned browser.
            LogRefused(caller.UserName, refusal);
        }

        return refusal;
    }

    /// <summary>The caller as schema runs and the audit trail name it.</summary>
    public SchemaActor ActorOf(Caller caller, string? reason)
    {
        using var context = contexts.CreateDbContext();
        var address = context.AccountSessions.Where(session => session.Id == caller.SessionId).Select(session => session.RemoteAddress).FirstOrDefault();
        return new(caller.UserName, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(), address, caller.AccountId);
    }

    [LoggerMessage(LogLevel.Warning, "{UserName} may not change the database: {Why}")]
    private partial void LogRefused(string userName, string why);
}
