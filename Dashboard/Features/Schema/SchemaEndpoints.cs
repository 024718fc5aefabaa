using System.Text;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Features.Schema;

internal static class SchemaEndpoints
{
    /// <summary>What is no page: taking a plan or a backup away.</summary>
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

    // A form parameter makes the endpoint ask for the antiforgery token.
    private static async Task<IResult> DownloadAsync(
        string name, [FromForm] string? password, HttpContext http, Caller caller, BackupCommands backups, CancellationToken cancellation)
    {
        var released = await backups.ReleaseAsync(caller, name, password ?? "", cancellation);
        if (!released.Done)
        {
            http.Response.Headers.Location = QueryHelpers.AddQueryString(
                "/admin/schema", new Dictionary<string, string?> { ["backup"] = name, ["refused"] = released.Refusal });
            return Results.StatusCode(StatusCodes.Status303SeeOther);
        }

        http.Response.Headers.CacheControl = "no-store";
        return Results.Stream(stream => backups.WriteAsync(released.Value, stream, cancellation), "application/x-tar", $"{released.Value.Name}.tar");
    }
}
