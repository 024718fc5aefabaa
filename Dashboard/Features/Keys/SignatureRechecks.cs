using System.Text.Json;
using Dashboard.Checks;
using Dashboard.Checks.OpenPgp;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Keys;

/// <summary>Queues again, in the transaction that changes keys, the checks whose signatures name one of them.</summary>
internal static class SignatureRechecks
{
    /// <summary>
    /// Of the newest revisions of the committees' drafts, the ended checks of artifacts whose signature is by one of these keys, or by nobody
    /// that it names: a missing key has come, another has been extended, revoked or taken away. And the checks of signatures that run.
    /// </summary>
    /// <returns>How many artifacts are checked again.</returns>
    public static async Task<int> QueueAsync(
        ReleaseDbContext context, Caller caller, IReadOnlyCollection<string> committees, IReadOnlyCollection<OpenPgpKey> changed, DateTime now,
        CancellationToken cancellation)
    {
        if (committees.Count == 0 || changed.Count == 0)
        {
            return 0;
        }

        var keyIds = changed.SelectMany(key => key.Subkeys.Select(subkey => subkey.KeyId).Append(key.KeyId)).ToHashSet(StringComparer.Ordinal);
        var newest = context.Revisions.Where(r => committees.Contains(r.Release.Project.CommitteeName)
            && r.Release.Phase == ReleasePhase.ReleaseCandidateDraft
            && !context.Revisions.Any(later => later.ReleaseName == r.ReleaseName && later.Seq > r.Seq));
        var results = await context.CheckResults
            .Where(c => c.Checker == CheckNames.Signature && c.TaskId != null && c.Data != null
                && newest.Any(r => r.ReleaseName == c.ReleaseName && r.Number == c.RevisionNumber))
            .Select(c => new { TaskId = c.TaskId!.Value, Data = c.Data! }).ToListAsync(cancellation);
        var ids = results.Where(result => IsBy(keyIds, result.Data)).Select(result => result.TaskId).Distinct().ToList();
        var ended = await context.Tasks.AsNoTracking().Include(t => t.Steps)
            .Where(t => ids.Contains(t.Id) && t.Status == ReleaseTaskStatus.Completed && !context.Tasks.Any(later => later.RetryOfId == t.Id))
            .ToListAsync(cancellation);
        context.Tasks.AddRange(ended.Select(task => TaskPlanner.Retry(task, caller.UserName, now, TaskPlanner.Later)));
        await context.SaveChangesAsync(cancellation);
        return ended.Count + await StartAnewAsync(context, newest, now, cancellation);
    }

    /// <summary>Checks that run have read the keys as they were, and their signatures are not known yet: they begin again.</summary>
    private static async Task<int> StartAnewAsync(
        ReleaseDbContext context, IQueryable<Revision> newest, DateTime now, CancellationToken cancellation)
    {
        var ids = await context.Tasks
            .Where(t => t.Status == ReleaseTaskStatus.Active && t.Steps.Any(s => s.Name == CheckNames.Signature)
                && newest.Any(r => r.Release.ProjectName == t.ProjectName && r.Release.Version == t.VersionName && r.Number == t.RevisionNumber))
            .Select(t => t.Id).ToListAsync(cancellation);
        await context.LoseAttemptsAsync(ids, "The committee's keys changed while it ran.", now, cancellation);
        return await context.RequeueTasksAsync(context.Tasks.Where(t => ids.Contains(t.Id)), cancellation);
    }

    private static bool IsBy(HashSet<string> keyIds, string data)
    {
        using var facts = JsonDocument.Parse(data);
        return !facts.RootElement.TryGetProperty("keyId", out var keyId) || keyIds.Contains(keyId.GetString() ?? "");
    }
}
