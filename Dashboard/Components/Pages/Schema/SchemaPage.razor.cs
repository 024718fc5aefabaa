using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>Which schema the database has, which the build wants, and the ways between them.</summary>
public sealed partial class SchemaPage
{
    private string? _refusal;

    [Inject] public required SchemaQueries Queries { get; init; }
    [Inject] public required SchemaRuns Runs { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    private bool IsBusy => Runs.Work is { Ended: null };

    protected override void OnParametersSet() => Watch(SchemaRuns.Topic, Maintenance.Topic);

    protected override async Task<SchemaStatus> ReadAsync(CancellationToken closing) => Queries.Status(await User.GetAsync(closing));

    private async Task VerifyAsync() => _refusal = Runs.VerifyDatabase(await User.GetAsync(CancellationToken.None));

    private async Task BackUpAsync() => _refusal = Runs.BackUp(await User.GetAsync(CancellationToken.None), "By hand");

    private async Task ReleaseHoldAsync() => Runs.ReleaseHold(await User.GetAsync(CancellationToken.None));

    private static string NameOf(IReadOnlyList<string> migrations) => migrations.Count == 0 ? "nothing" : MigrationName.Of(migrations[^1]);

    private static string KindOf(SchemaInspection inspection) => inspection.Condition switch
    {
        SchemaCondition.Current when inspection.Fits => "good",
        SchemaCondition.Behind or SchemaCondition.Missing => "concern",
        _ => "bad",
    };
}
