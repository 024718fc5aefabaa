using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;

namespace Dashboard.Features.Audit;

/// <summary>Writes audit entries in the unit of work of what they are about: both are committed, or neither.</summary>
public static class AuditTrail
{
    private static readonly JsonSerializerOptions Serializer = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

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

    /// <summary>An act on the domain: the entry waits in its database, and is moved to the trail by <see cref="AuditMover"/>.</summary>
    /// <inheritdoc cref="Audit(OperationsDbContext, Caller, DateTime, string, string, ValueTuple{string, object?}[])"/>
    public static void Audit(
        this ReleaseDbContext context, Caller caller, DateTime at, string action, string subject, params (string Name, object? Value)[] details) =>
        context.AuditOutbox.Add(new AuditOutboxEntry
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
        new JsonObject(details.Select(d => KeyValuePair.Create(d.Name, JsonSerializer.SerializeToNode(d.Value, Serializer)))).ToJsonString();
}
