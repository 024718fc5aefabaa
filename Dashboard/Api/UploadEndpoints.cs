using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Uploads;
using Microsoft.AspNetCore.Http.Features;

namespace Dashboard.Api;

/// <summary>Receives an upload: POST the names and sizes, PUT each file, POST that it is complete. Nothing of it passes through a circuit.</summary>
internal static class UploadEndpoints
{
    public sealed record BeginRequest(IReadOnlyList<AnnouncedFile>? Files);

    public sealed record BeginResponse(string Id);

    /// <param name="Created">False when <paramref name="Revision"/> held exactly these files already.</param>
    public sealed record CompleteResponse(string Revision, int Tasks, bool Created);

    public static void MapUploads(this IEndpointRouteBuilder api)
    {
        api.MapPost("/releases/{project}/{version}/uploads", BeginAsync);
        api.MapPut("/uploads/{id}/files/{file:int}", ReceiveAsync);
        api.MapPost("/uploads/{id}/complete", CompleteAsync);
        api.MapDelete("/uploads/{id}", CancelAsync);
    }

    private static async Task<IResult> BeginAsync(
        string project, string version, BeginRequest request, Caller caller, UploadCommands uploads, CancellationToken cancellation)
    {
        var begun = await uploads.BeginAsync(caller, project, version, request.Files ?? [], cancellation);
        return begun.Done ? Results.Ok(new BeginResponse(begun.Value.Id)) : ApiProblems.Of(begun.Refused);
    }

    private static async Task<IResult> ReceiveAsync(
        string id, int file, HttpContext http, Caller caller, UploadCommands uploads, CancellationToken cancellation)
    {
        // The announced size is the limit; the server's general one is far below.
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        try
        {
            var received = await uploads.ReceiveAsync(caller, id, file, http.Request.Body, cancellation);
            return received.Done ? Results.NoContent() : ApiProblems.Of(received.Refused);
        }
        catch (IOException error) when (!cancellation.IsCancellationRequested && error is not BadHttpRequestException)
        {
            return Results.Problem(
                "The server could not store the file; its disk may be full. Nothing of it was kept. Ask an administrator to look at the server's log.",
                statusCode: StatusCodes.Status507InsufficientStorage);
        }
    }

    private static async Task<IResult> CompleteAsync(string id, Caller caller, UploadCommands uploads, CancellationToken cancellation)
    {
        var made = await uploads.CompleteAsync(caller, id, cancellation);
        return made.Done ? Results.Ok(new CompleteResponse(made.Value.Number, made.Value.Tasks, made.Value.Created)) : ApiProblems.Of(made.Refused);
    }

    private static IResult CancelAsync(string id, Caller caller, UploadCommands uploads)
    {
        uploads.Cancel(caller, id);
        return Results.NoContent();
    }
}
