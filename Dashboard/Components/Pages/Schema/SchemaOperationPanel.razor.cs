using Dashboard.Components.Controls;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>The running operation on the schema, or the last one. Every visitor sees the same.</summary>
public sealed partial class SchemaOperationPanel
{
    private static readonly (SchemaRunState, string)[] States =
    [
        (SchemaRunState.Draining, "Wait for tasks"),
        (SchemaRunState.Locked, "Check plan"),
        (SchemaRunState.BackingUp, "Back up"),
        (SchemaRunState.Applying, "Apply"),
        (SchemaRunState.Verifying, "Verify"),
        (SchemaRunState.Committing, "Commit"),
        (SchemaRunState.Checking, "Check"),
        (SchemaRunState.Reopening, "Reopen"),
    ];

    public sealed record Shown(SchemaOperation? Operation);

    [Inject] public required SchemaOperationRunner Runner { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    protected override void OnInitialized() => Watch(SchemaTopics.Progress);

    protected override Task<Shown> ReadAsync(CancellationToken closing) => Task.FromResult(new Shown(Runner.Current));

    private async Task CancelAsync() => Runner.Cancel(await User.GetAsync(CancellationToken.None));
}
