using Dashboard.Features.Accounts;
using Dashboard.Features.Releases;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dashboard.Api;

/// <summary>What the release pages show and do: a candidate's verdict with its reasons, and the start of a release.</summary>
internal static class ReleaseEndpoints
{
    private const int Most = 100;

    public sealed record CreateRequest(string? Project, string? Version);

    public static void MapReleases(this IEndpointRouteBuilder api)
    {
        api.MapGet("/releases", ListAsync).WithSummary($"The newest {Most} releases, each with the verdict of its latest revision.");
        api.MapPost("/releases", CreateAsync).WithSummary("Starts a release, as a draft without files.");
        api.MapGet("/releases/{project}/{version}", LatestAsync).WithSummary("A release with the files, findings and verdict of its latest revision.");
        api.MapPost("/releases/{project}/{version}/revisions", RepeatAsync).WithSummary("Creates a revision with the files of the latest one, so that every check runs again.");
        api.MapGet("/releases/{project}/{version}/revisions/{revision}", FindAsync).WithSummary("The same for a revision by its five digits.");
    }

    /// <param name="search">Part of a release's name.</param>
    private static async Task<Ok<IReadOnlyList<ReleaseRow>>> ListAsync(
        string? search, string? project, Caller caller, ReleaseQueries releases, CancellationToken cancellation) =>
        TypedResults.Ok(await releases.ListAsync(caller, search, project, Most, cancellation));

    private static async Task<Results<Created<ReleaseView>, ProblemHttpResult>> CreateAsync(
        CreateRequest request, Caller caller, ReleaseCommands commands, ReleaseQueries queries, HttpContext http, CancellationToken cancellation)
    {
        var (project, version) = (request.Project ?? "", request.Version ?? "");
        var made = await commands.CreateAsync(caller, project, version, cancellation);
        return made.Done
            ? TypedResults.Created($"{http.Request.PathBase}/api/releases/{project}/{version}", await queries.FindAsync(caller, project, version, revision: null, cancellation))
            : ApiProblems.Of(made.Refused);
    }

    private static async Task<Results<Created<SavedRevision>, ProblemHttpResult>> RepeatAsync(
        string project, string version, Caller caller, RevisionCommands commands, HttpContext http, CancellationToken cancellation)
    {
        var saved = await commands.RepeatAsync(caller, project, version, cancellation);
        return saved.Done
            ? TypedResults.Created($"{http.Request.PathBase}/api/releases/{project}/{version}/revisions/{saved.Value.Number}", saved.Value)
            : ApiProblems.Of(saved.Refused);
    }

    private static Task<Results<Ok<ReleaseView>, ProblemHttpResult>> LatestAsync(
        string project, string version, Caller caller, ReleaseQueries releases, CancellationToken cancellation) =>
        FindAsync(project, version, revision: null, caller, releases, cancellation);

    private static async Task<Results<Ok<ReleaseView>, ProblemHttpResult>> FindAsync(
        string project, string version, string? revision, Caller caller, ReleaseQueries releases, CancellationToken cancellation) =>
        await releases.FindAsync(caller, project, version, revision, cancellation) is { } release
            ? TypedResults.Ok(release)
            : TypedResults.Problem(
                revision is null ? $"There is no release {version} of {project}." : $"There is no revision {revision} of {project} {version}.",
                statusCode: StatusCodes.Status404NotFound);
}
