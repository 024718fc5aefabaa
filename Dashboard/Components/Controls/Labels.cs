using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Dashboard.Features.Releases;

namespace Dashboard.Components.Controls;

/// <summary>What pages call the values of enumerations and the names of checks.</summary>
internal static class Labels
{
    public static string Of(AccountRole role) => role switch
    {
        AccountRole.Administrator => "Administrator",
        AccountRole.ReleaseManager => "Release manager",
        _ => "Viewer",
    };

    public static string Of(ReleasePhase phase) => phase switch
    {
        ReleasePhase.ReleaseCandidateDraft => "Draft",
        ReleasePhase.ReleaseCandidate => "Candidate",
        ReleasePhase.ReleasePreview => "Preview",
        _ => "Released",
    };

    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Empty => "No files yet",
        Verdict.Checking => "Checking",
        Verdict.Ready => "Ready for a vote",
        _ => "Not ready",
    };

    public static string Of(ReleaseTaskStatus status, TaskErrorKind? error = null) => status switch
    {
        ReleaseTaskStatus.Queued => "Queued",
        ReleaseTaskStatus.Active => "Running",
        ReleaseTaskStatus.Completed => "Completed",
        _ => error switch
        {
            TaskErrorKind.Cancelled => "Cancelled",
            TaskErrorKind.TimedOut => "Timed out",
            TaskErrorKind.Abandoned => "Abandoned",
            _ => "Failed",
        },
    };

    public static string Of(CheckResultStatus status) => status switch
    {
        CheckResultStatus.Note => "Passed",
        CheckResultStatus.Suggestion => "Suggestion",
        CheckResultStatus.Concern => "Concern",
        CheckResultStatus.Blocker => "Blocker",
        _ => "Check failed",
    };

    public static string Of(ReleaseTaskType type) => type switch
    {
        ReleaseTaskType.PathsCheck => "Paths and names",
        ReleaseTaskType.MailSend => "Mail",
        ReleaseTaskType.Announce => "Announcement",
        _ => "Artifact",
    };

    public static string OfCheck(string checker) => checker switch
    {
        "sha256" => "SHA-256",
        "sha512" => "SHA-512",
        "cyclonedx" => "SBOM (CycloneDX)",
        "spdx" => "SBOM (SPDX)",
        "signature" => "Signature",
        "paths" => "Paths and names",
        "send" => "Send the mail",
        "stage" => "Copy the files",
        "release" => "Release",
        "publish" => "Publish the files",
        "integrity" => "Archive integrity",
        "structure" => "Archive structure",
        "licence-files" => "Licence files",
        "licence-headers" => "Licence headers",
        "licence-scan" => "Licence scan",
        _ => checker,
    };

    /// <summary>Returns the path of the file that a task checks, or the kind of the task where it has none.</summary>
    public static string OfTask(ReleaseTaskType type, string? path) => path ?? Of(type);
}
