using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Lifecycle;

internal static class ReleaseTransitions
{
    /// <summary>Moves a release to its next phase and keeps who did so. Within the caller's transaction, whose guards have passed.</summary>
    /// <param name="change">Sets what else belongs to the phase, such as when it was released.</param>
    public static async Task MoveAsync(
        this ReleaseDbContext context, Caller caller, ReleaseSituation release, ReleasePhase to, string? reason, DateTime now, Action<Release> change,
        CancellationToken cancellation)
    {
        context.ReleaseTransitions.Add(new ReleaseTransition
        {
            ReleaseName = release.ReleaseName,
            FromPhase = release.Phase,
            ToPhase = to,
            At = now,
            ByUser = caller.UserName,
            RevisionNumber = release.LatestRevision!,
            Reason = reason,
        });
        // Before the phase: a trigger looks for it.
        await context.SaveChangesAsync(cancellation);
        var row = await context.Releases.SingleAsync(r => r.Name == release.ReleaseName, cancellation);
        row.Phase = to;
        change(row);
        await context.SaveChangesAsync(cancellation);
    }
}
