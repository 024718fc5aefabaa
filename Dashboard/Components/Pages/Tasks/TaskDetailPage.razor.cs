using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Releases;
using Dashboard.Features.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Dashboard.Components.Pages.Tasks;

/// <summary>One task: its steps with their progress, its log, attempts and findings.</summary>
public sealed partial class TaskDetailPage
{
    /// <summary>What the page read.</summary>
    /// <param name="Detail">Null when there is no such task.</param>
    public sealed record Shown(TaskDetail? Detail);

    private string? _refusal;
    private long _shownId;
    private bool _busy;

    [Parameter] public required long Id { get; set; }

    [Inject] public required TaskQueries Queries { get; init; }
    [Inject] public required TaskCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IOptions<TaskOptions> Options { get; init; }

    protected override Func<Shown, bool> IsMissing => shown => shown.Detail is null;

    protected override void OnParametersSet()
    {
        if (_shownId != Id)
        {
            _shownId = Id;
            _refusal = null;
        }

        Watch(ChangeTopics.Task(Id));
    }

    protected override async Task<Shown> ReadAsync(CancellationToken closing) =>
        new(await Queries.FindAsync(await User.GetAsync(closing), Id, closing));

    private Task RetryAsync() => OnceAsync(async caller =>
    {
        var retried = await Commands.RetryAsync(caller, Id, CancellationToken.None);
        _refusal = retried.Refusal;
        if (retried.Done)
        {
            Navigation.NavigateTo($"tasks/{retried.Value.Id}");
        }
    });

    private Task CancelAsync() => OnceAsync(async caller =>
        _refusal = (await Commands.CancelAsync(caller, Id, CancellationToken.None)).Refusal);

    /// <summary>Ignores the second click of a double click.</summary>
    private async Task OnceAsync(Func<Caller, Task> act)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            await act(await User.GetAsync(CancellationToken.None));
        }
        finally
        {
            _busy = false;
        }
    }

    private static List<FindingView> FindingsOf(TaskDetail detail) =>
    [
        .. detail.Findings.Select(finding => new FindingView(
            finding.Checker,
            finding.Status,
            finding.Path is null || finding.Path == detail.PrimaryRelPath ? finding.Message : $"{finding.Path}: {finding.Message}",
            Data: null,
            finding.MemberPath)),
    ];

    private static string OutcomeOf(AttemptView attempt) => attempt.Outcome switch
    {
        TaskAttemptOutcome.Completed => "Completed",
        TaskAttemptOutcome.Failed => "Failed",
        TaskAttemptOutcome.Lost => "Lost",
        _ => "Running",
    };
}
