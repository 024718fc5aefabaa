using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>A migration in the timeline; expands to its operations, its effect on the present rows, and its runs.</summary>
public sealed partial class MigrationItem
{
    private MigrationDetail? _detail;
    private MigrationRow? _read;

    [Parameter, EditorRequired] public required MigrationRow Row { get; set; }
    [Parameter, EditorRequired] public required bool IsCurrent { get; set; }

    [Inject] public required SchemaQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    private string Kind => Row.State switch
    {
        MigrationState.Applied => Row.Edited ? "concern" : "good",
        MigrationState.Pending => "queued",
        _ => "bad",
    };

    protected override async Task ReadAsync()
    {
        if (_read != Row)
        {
            _read = Row;
            var caller = await User.GetAsync(CancellationToken.None);
            _detail = await Task.Run(() => Queries.Migration(caller, Row.Id));
        }
    }
}
