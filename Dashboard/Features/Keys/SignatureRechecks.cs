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
    /// that it names: a missing key has come, another has been extended, revoked or taken away.
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
        context.Tasks.AddRange(ended.Select(task => TaskPlan.Again(task, caller.UserName, now)));
        await context.SaveChangesAsync(cancellation);
        return ended.Count;
    }

    private static bool IsBy(HashSet<string> keyIds, string data)
    {
        using var facts = JsonDocument.Parse(data);
        return !facts.RootElement.TryGetProperty("keyId", out var keyId) || keyIds.Contains(keyId.GetString() ?? "");
    }
}
