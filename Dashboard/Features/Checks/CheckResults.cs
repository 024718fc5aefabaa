using System.Text.Json;
using Dashboard.Checks;
using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;

namespace Dashboard.Features.Checks;

/// <summary>Findings as rows.</summary>
internal static class CheckResults
{
    public static CheckResult Of(TaskClaim claim, string checker, string? path, Finding finding, DateTime created) => new()
    {
        ReleaseName = claim.ReleaseName!,
        RevisionNumber = claim.RevisionNumber!,
        TaskId = claim.TaskId,
        Checker = checker,
        PrimaryRelPath = path,
        MemberRelPath = finding.MemberPath,
        Created = created,
        Status = StatusOf(finding.Status),
        Message = finding.Message,
        Data = finding.Data is null ? null : JsonSerializer.Serialize(finding.Data),
    };

    /// <summary>The typed result of a task of checks: how many findings of each status it had.</summary>
    public static string Summary(IEnumerable<CheckResult> results) => JsonSerializer.Serialize(new
    {
        kind = "checks",
        findings = results.CountBy(result => result.Status).ToDictionary(count => count.Key.ToString().ToLowerInvariant(), count => count.Value),
    });

    private static CheckResultStatus StatusOf(FindingStatus status) => status switch
    {
        FindingStatus.Note => CheckResultStatus.Note,
        FindingStatus.Suggestion => CheckResultStatus.Suggestion,
        FindingStatus.Concern => CheckResultStatus.Concern,
        FindingStatus.Blocker => CheckResultStatus.Blocker,
        _ => CheckResultStatus.Exception,
    };
}
