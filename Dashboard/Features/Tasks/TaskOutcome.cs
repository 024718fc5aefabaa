using Dashboard.Data.Entities;

namespace Dashboard.Features.Tasks;

/// <summary>How a task ended.</summary>
/// <param name="Results">Replace the check results of earlier tasks about the same file.</param>
public sealed record TaskOutcome(TaskErrorKind? ErrorKind, string? Error, string? Result, IReadOnlyList<CheckResult> Results)
{
    /// <param name="result">A JSON object.</param>
    public static TaskOutcome Completed(string result, IReadOnlyList<CheckResult> results) => new(null, null, result, results);

    public static TaskOutcome Failed(TaskErrorKind kind, string error) => new(kind, error, null, []);
}
