using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>The newest runs, and the one that the address names even when it is older.</summary>
public sealed partial class RunHistory
{
    private SchemaRun? _older;

    [Parameter, EditorRequired] public required IReadOnlyList<SchemaRun> Runs { get; set; }
    [Parameter] public long? Opened { get; set; }

    [Inject] public required SchemaQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        if (Opened is not { } id || Runs.Any(run => run.Id == id))
        {
            _older = null;
        }
        else if (_older?.Id != id)
        {
            var caller = await User.GetAsync(CancellationToken.None);
            _older = await Task.Run(() => Queries.Run(caller, id));
        }
    }
}
