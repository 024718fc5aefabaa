using Dashboard.Features.Accounts;
using Dashboard.Features.Keys;
using Microsoft.AspNetCore.Http.Features;

namespace Dashboard.Api;

/// <summary>Takes KEYS files in: the file is the request's body, for pages and for <c>curl --data-binary @KEYS</c> alike.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder api) => api.MapPost("/committees/{name}/keys", ImportAsync);

    private static async Task<IResult> ImportAsync(string name, HttpContext http, Caller caller, KeyCommands keys, CancellationToken cancellation)
    {
        // curl --data-binary calls whatever it sends application/x-www-form-urlencoded: only a form in parts holds something else.
        if (http.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true)
        {
            return Results.Problem(
                "The KEYS file is the body of the request, not a part of a form: curl --data-binary @KEYS.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        // Read whole, since no part of it means anything by itself; one byte more than allowed is enough to know.
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        using var file = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(buffer, cancellation)) > 0;)
        {
            file.Write(buffer, 0, read);
            if (file.Length > KeyCommands.MaxFileBytes)
            {
                return Results.Problem(
                    $"The KEYS file is longer than {KeyCommands.MaxFileBytes / 1024 / 1024} MiB.", statusCode: StatusCodes.Status413PayloadTooLarge);
            }
        }

        var import = await keys.ImportAsync(caller, name, file.GetBuffer().AsMemory(0, (int)file.Length), cancellation);
        return import.Done ? Results.Ok(import.Value) : ApiProblems.Of(import.Refused);
    }
}
