using Dashboard.Data.Entities;
using Dashboard.Features.Releases;

namespace Dashboard.Components.Controls;

/// <summary>The kind of icon and colour in which <see cref="StatusIcon"/> shows a status.</summary>
internal static class StatusKind
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Empty => "none",
        Verdict.Checking => "active",
        Verdict.Ready => "good",
        _ => "bad",
    };

    public static string Of(ReleaseTaskStatus status) => status switch
    {
        ReleaseTaskStatus.Queued => "queued",
        ReleaseTaskStatus.Active => "active",
        ReleaseTaskStatus.Completed => "good",
        _ => "failed",
    };

    public static string Of(CheckResultStatus status) => status switch
    {
        CheckResultStatus.Note => "good",
        CheckResultStatus.Suggestion => "suggestion",
        CheckResultStatus.Concern => "concern",
        CheckResultStatus.Blocker => "bad",
        _ => "failed",
    };
}
