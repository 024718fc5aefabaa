using System.Text.Json;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>A run; expands to its steps and its log.</summary>
public sealed partial class RunItem
{
    private SchemaRun? _detail;

    [Parameter, EditorRequired] public required SchemaRun Run { get; set; }

    [Inject] public required SchemaQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    private string Kind => Run.State switch
    {
        SchemaRunState.Succeeded => "good",
        SchemaRunState.Failed or SchemaRunState.Restored => "failed",
        SchemaRunState.Cancelled or SchemaRunState.Interrupted => "concern",
        _ => "active",
    };

    protected override async Task ReadAsync()
    {
        if (_detail?.Finished is null)
        {
            var caller = await User.GetAsync(CancellationToken.None);
            _detail = await Task.Run(() => Queries.Run(caller, Run.Id));
        }
    }

    private static string RowsOf(SchemaRunStep step) => JsonSerializer.Deserialize<Dictionary<string, long>>(step.Rows) is { Count: > 0 } rows
        ? $"; {string.Join(", ", rows.Select(table => $"{table.Key} {table.Value} rows"))}"
        : "";

    private static string Name(string? migration) => migration is null ? "nothing" : MigrationName.Of(migration);
}
