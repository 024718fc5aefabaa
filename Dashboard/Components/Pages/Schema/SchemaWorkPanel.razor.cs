using Dashboard.Components.Controls;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>What is being done to the database, or was done last, as it goes: the same for everybody who looks.</summary>
public sealed partial class SchemaWorkPanel
{
    private static readonly (SchemaRunState, string)[] States =
    [
        (SchemaRunState.Draining, "Others wait"),
        (SchemaRunState.Locked, "Look again"),
        (SchemaRunState.BackingUp, "Back up"),
        (SchemaRunState.Applying, "Apply"),
        (SchemaRunState.Verifying, "Verify"),
        (SchemaRunState.Committing, "Commit"),
        (SchemaRunState.Checking, "Check"),
        (SchemaRunState.Reopening, "Reopen"),
    ];

    public sealed record Shown(SchemaWork? Work);

    [Inject] public required SchemaRuns Runs { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    protected override void OnInitialized() => Watch(SchemaRuns.ProgressTopic);

    protected override Task<Shown> ReadAsync(CancellationToken closing) => Task.FromResult(new Shown(Runs.Work));

    private async Task CancelAsync() => Runs.Cancel(await User.GetAsync(CancellationToken.None));
}
