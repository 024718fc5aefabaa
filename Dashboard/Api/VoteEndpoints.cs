using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Announcements;
using Dashboard.Features.Votes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dashboard.Api;

/// <summary>A release's life after its upload: the vote, the ballots, the outcome and the announcement.</summary>
internal static class VoteEndpoints
{
    public sealed record BallotRequest(string? Manifest, BallotChoice Choice, string? Comment);

    public sealed record ResolutionRequest(VoteOutcome Outcome, string? Reason);

    public sealed record AnnouncedResponse(long Task);

    public static void MapVotes(this IEndpointRouteBuilder api)
    {
        api.MapGet("/releases/{project}/{version}/lifecycle", FindAsync).WithSummary("The release's phase, its vote with the tally, and what keeps it from its next step.");
        api.MapPost("/releases/{project}/{version}/vote", StartAsync).WithSummary("Starts the vote on the latest revision, and sends the call for votes.");
        api.MapPost("/releases/{project}/{version}/vote/ballots", CastAsync).WithSummary("Casts a ballot: FOR (+1), ABSTAIN (0) or AGAINST (-1).");
        api.MapPost("/releases/{project}/{version}/vote/resolution", ResolveAsync).WithSummary("Resolves the vote: PASSED, FAILED or CANCELLED, and sends the result.");
        api.MapPost("/releases/{project}/{version}/announcement", AnnounceAsync).WithSummary("Publishes the files of a release that passed its vote, and sends the announcement.");
    }

    private static async Task<Results<Ok<LifecycleView>, ProblemHttpResult>> FindAsync(
        string project, string version, Caller caller, VoteQueries votes, CancellationToken cancellation) =>
        await votes.FindAsync(caller, project, version, cancellation) is { } life
            ? TypedResults.Ok(life)
            : TypedResults.Problem($"There is no release {version} of {project}.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<LifecycleView>, ProblemHttpResult>> StartAsync(
        string project, string version, VoteCall request, Caller caller, VoteCommands commands, VoteQueries votes, CancellationToken cancellation)
    {
        var started = await commands.StartAsync(caller, project, version, request, cancellation);
        return started.Done ? await FindAsync(project, version, caller, votes, cancellation) : ApiProblems.Of(started.Refused);
    }

    private static async Task<Results<Ok<LifecycleView>, ProblemHttpResult>> CastAsync(
        string project, string version, BallotRequest request, Caller caller, VoteCommands commands, VoteQueries votes, CancellationToken cancellation)
    {
        var cast = await commands.CastAsync(caller, project, version, request.Manifest ?? "", request.Choice, request.Comment, cancellation);
        return cast.Done ? await FindAsync(project, version, caller, votes, cancellation) : ApiProblems.Of(cast.Refused);
    }

    private static async Task<Results<Ok<LifecycleView>, ProblemHttpResult>> ResolveAsync(
        string project, string version, ResolutionRequest request, Caller caller, VoteCommands commands, VoteQueries votes, CancellationToken cancellation)
    {
        var resolved = await commands.ResolveAsync(caller, project, version, request.Outcome, request.Reason, cancellation);
        return resolved.Done ? await FindAsync(project, version, caller, votes, cancellation) : ApiProblems.Of(resolved.Refused);
    }

    private static async Task<Results<Accepted<AnnouncedResponse>, ProblemHttpResult>> AnnounceAsync(
        string project, string version, Announcement request, Caller caller, AnnouncementCommands commands, HttpContext http, CancellationToken cancellation)
    {
        var announced = await commands.AnnounceAsync(caller, project, version, request, cancellation);
        return announced.Done
            ? TypedResults.Accepted($"{http.Request.PathBase}/api/tasks/{announced.Value.Id}", new AnnouncedResponse(announced.Value.Id))
            : ApiProblems.Of(announced.Refused);
    }
}
