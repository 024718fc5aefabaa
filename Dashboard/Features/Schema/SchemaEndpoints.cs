using System.Text;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Features.Schema;

internal static class SchemaEndpoints
{
    /// <summary>Downloads of plans and backups.</summary>
    public static void MapSchema(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/admin/schema/plan", Plan).RequireAuthorization(AccountPolicies.Administrator);
        endpoints.MapPost("/admin/schema/backups/{name}/file", DownloadAsync).RequireAuthorization(AccountPolicies.Administrator);
    }

    private static IResult Plan(Caller caller, SchemaQueries queries, HttpContext http, string target = "latest", bool outOfOrder = false)
    {
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            var plan = queries.Plan(caller, target, outOfOrder);
            return Results.File(Encoding.UTF8.GetBytes(SchemaScript.Of(plan)), "application/sql", $"plan-{plan.Hash[..12]}.sql");
        }
        catch (SchemaException refusal)
        {
            return Results.Text(refusal.Message, statusCode: StatusCodes.Status409Conflict);
        }
    }

    // The form parameter makes the endpoint require the antiforgery token.
    private static async Task<IResult> DownloadAsync(
        string name, [FromForm] string? password, HttpContext http, Caller caller, BackupCommands backups, CancellationToken cancellation)
    {
        var allowed = await backups.AllowDownloadAsync(caller, name, password ?? "", cancellation);
        if (!allowed.Done)
        {
            http.Response.Headers.Location = QueryHelpers.AddQueryString(
                $"{http.Request.PathBase}/admin/schema", new Dictionary<string, string?> { ["backup"] = name, ["refused"] = allowed.Refusal });
            return Results.StatusCode(StatusCodes.Status303SeeOther);
        }

        http.Response.Headers.CacheControl = "no-store";
        return Results.Stream(stream => backups.WriteArchiveAsync(allowed.Value, stream, cancellation), "application/x-tar", $"{allowed.Value.Name}.tar");
    }
}
