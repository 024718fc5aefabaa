using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>Which schema the database has, which the build wants, and the ways between them. What is open stands in the address.</summary>
public sealed partial class SchemaPage
{
    private string? _refusal;

    /// <summary>Where the planner is to go: as the command line takes it.</summary>
    [SupplyParameterFromQuery] public string? Target { get; set; }

    [SupplyParameterFromQuery] public bool OutOfOrder { get; set; }

    /// <summary>A migration's id or name.</summary>
    [SupplyParameterFromQuery] public string? Migration { get; set; }

    [SupplyParameterFromQuery] public string? Backup { get; set; }

    [SupplyParameterFromQuery] public long? Run { get; set; }

    /// <summary>Why a backup was not handed out.</summary>
    [SupplyParameterFromQuery] public string? Refused { get; set; }

    [Inject] public required SchemaQueries Queries { get; init; }
    [Inject] public required SchemaRuns Runs { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    /// <summary>Why nothing can be begun now; null when something can.</summary>
    private string? WhyNot => Runs.Work is { Ended: null } work ? $"{work.Who} has begun something that must end first." : null;

    protected override void OnInitialized() => Watch(SchemaRuns.Topic, Maintenance.Topic);

    protected override async Task<SchemaStatus> ReadAsync(CancellationToken closing) => Queries.Status(await User.GetAsync(closing));

    private async Task VerifyAsync() => _refusal = Runs.VerifyDatabase(await User.GetAsync(CancellationToken.None));

    private async Task BackUpAsync() => _refusal = Runs.BackUp(await User.GetAsync(CancellationToken.None), "By hand");
}
