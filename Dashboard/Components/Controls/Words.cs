using System.Globalization;
using Dashboard.Data.Entities;
using Dashboard.Features;
using Dashboard.Features.Releases;
using Dashboard.Live;

namespace Dashboard.Components.Controls;

/// <summary>How states, kinds and figures are said on pages.</summary>
internal static class Words
{
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

    public static string KindOf(Verdict verdict) => verdict switch
    {
        Verdict.Empty => "none",
        Verdict.Checking => "active",
        Verdict.Ready => "good",
        _ => "bad",
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

    public static string KindOf(ReleaseTaskStatus status) => status switch
    {
        ReleaseTaskStatus.Queued => "queued",
        ReleaseTaskStatus.Active => "active",
        ReleaseTaskStatus.Completed => "good",
        _ => "failed",
    };

    public static string Of(CheckResultStatus status) => status switch
    {
        CheckResultStatus.Note => "Fine",
        CheckResultStatus.Suggestion => "Suggestion",
        CheckResultStatus.Concern => "Concern",
        CheckResultStatus.Blocker => "Blocks the vote",
        _ => "The check failed",
    };

    public static string KindOf(CheckResultStatus status) => status switch
    {
        CheckResultStatus.Note => "good",
        CheckResultStatus.Suggestion => "suggestion",
        CheckResultStatus.Concern => "concern",
        CheckResultStatus.Blocker => "bad",
        _ => "failed",
    };

    public static string Of(ReleaseTaskType type) => type switch
    {
        ReleaseTaskType.PathsCheck => "Paths and names",
        _ => "Artifact",
    };

    public static string OfCheck(string checker) => checker switch
    {
        "sha256" => "SHA-256",
        "sha512" => "SHA-512",
        "signature" => "Signature",
        "paths" => "Paths and names",
        _ => checker,
    };

    /// <summary>What a task is about, in few words.</summary>
    public static string Subject(ReleaseTaskType type, string? path) => path ?? Of(type);

    public static string Count(int count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{count} {many ?? one + "s"}";

    /// <summary>Percent, rate and remaining time, as far as they are known.</summary>
    public static string Of(TaskProgress progress)
    {
        var words = new List<string>(3) { Percent(progress.Done, progress.Total) };
        if (progress.BytesPerSecond is { } rate)
        {
            words.Add($"{Bytes.Of(rate)}/s");
        }

        if (progress.Remaining is { } remaining)
        {
            words.Add($"{Of(remaining)} left");
        }

        return string.Join(" · ", words);
    }

    public static string Percent(long done, long total) =>
        total <= 0 ? "0 %" : (Math.Floor(100.0 * done / total)).ToString("0", CultureInfo.InvariantCulture) + " %";

    public static string Of(TimeSpan duration) => duration.TotalSeconds switch
    {
        < 1 => $"{Math.Max(0, duration.TotalMilliseconds):0} ms",
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#} s"),
        < 3600 => $"{(int)duration.TotalMinutes} min {duration.Seconds} s",
        _ => $"{(int)duration.TotalHours} h {duration.Minutes} min",
    };
}
