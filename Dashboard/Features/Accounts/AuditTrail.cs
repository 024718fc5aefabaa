using System.Text.Json;
using System.Text.Json.Nodes;
using Dashboard.Data.Operations;

namespace Dashboard.Features.Accounts;

/// <summary>Writes audit entries in the unit of work of what they are about: both are committed, or neither.</summary>
public static class AuditTrail
{
    /// <param name="details">Names with values that JSON knows. No secrets.</param>
    public static void Audit(
        this OperationsDbContext context, Caller caller, DateTime at, string action, string subject, params (string Name, object? Value)[] details) =>
        context.AuditEntries.Add(new AuditEntry
        {
            At = at,
            AccountId = caller.AccountId,
            Who = caller.UserName,
            Action = action,
            Subject = subject,
            Details = Json(details),
        });

    /// <summary>An act of somebody who has not proved who they are.</summary>
    public static void AuditStranger(
        this OperationsDbContext context, DateTime at, string action, string subject, params (string Name, object? Value)[] details) =>
        context.AuditEntries.Add(new AuditEntry { At = at, Who = "stranger", Action = action, Subject = subject, Details = Json(details) });

    private static string Json((string Name, object? Value)[] details) =>
        new JsonObject(details.Select(d => KeyValuePair.Create(d.Name, JsonSerializer.SerializeToNode(d.Value)))).ToJsonString();
}
