using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>The schema of the database, its migrations, runs and backups, and how to change it. What is open is part of the address.</summary>
public sealed partial class SchemaPage
{
    private string? _refusal;

    /// <summary>The planner's target, in any form that the command line accepts.</summary>
    [SupplyParameterFromQuery] public string? Target { get; set; }

    [SupplyParameterFromQuery] public bool OutOfOrder { get; set; }

    /// <summary>A migration's id or name.</summary>
    [SupplyParameterFromQuery] public string? Migration { get; set; }

    [SupplyParameterFromQuery] public string? Backup { get; set; }

    [SupplyParameterFromQuery] public long? Run { get; set; }

    /// <summary>Why the download of the backup was refused.</summary>
    [SupplyParameterFromQuery] public string? Refused { get; set; }

    [Inject] public required SchemaQueries Queries { get; init; }
    [Inject] public required SchemaCommands Commands { get; init; }
    [Inject] public required BackupCommands Backups { get; init; }
    [Inject] public required SchemaOperationRunner Runner { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    /// <summary>Why nothing can be started now; null when something can.</summary>
    private string? BusyReason => Runner.Current is { Ended: null } running ? $"Wait until the operation that {running.Who} started has ended." : null;

    protected override void OnInitialized() => Watch(SchemaTopics.Status, Maintenance.Topic);

    protected override async Task<SchemaStatus> ReadAsync(CancellationToken closing) => Queries.Status(await User.GetAsync(closing));

    private async Task VerifyAsync() => _refusal = Commands.Verify(await User.GetAsync(CancellationToken.None));

    private async Task BackUpAsync() => _refusal = Backups.Create(await User.GetAsync(CancellationToken.None), "Made on the schema page");
}
