using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Releases;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Releases;

/// <summary>A release's files and their checks, as they go.</summary>
public sealed partial class ReleasePage
{
    /// <summary>What was read: the release, or that there is none.</summary>
    public sealed record Shown(ReleaseView? Release);

    [Parameter] public required string ProjectName { get; set; }
    [Parameter] public required string Version { get; set; }

    /// <summary>The revision; null for the latest.</summary>
    [Parameter] public string? Number { get; set; }

    [Inject] public required ReleaseQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    protected override Func<Shown, bool> IsMissing => shown => shown.Release is null;

    protected override void OnParametersSet() => Watch(ChangeTopics.Release(Release.NameOf(ProjectName, Version)), ChangeTopics.Keys);

    protected override async Task<Shown> ReadAsync(CancellationToken closing) =>
        new(await Queries.FindAsync(await User.GetAsync(closing), ProjectName, Version, Number, closing));
}
