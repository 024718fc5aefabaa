using Dashboard.Data.Changes;
using Dashboard.Features.Accounts;
using Dashboard.Features.Keys;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Keys;

public sealed partial class KeysPage
{
    [Inject] public required KeyQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    protected override void OnInitialized() => Watch(ChangeTopics.Keys, ChangeTopics.Projects);

    protected override async Task<IReadOnlyList<CommitteeKeys>> ReadAsync(CancellationToken closing) =>
        await Queries.OverviewAsync(await User.GetAsync(closing), closing);
}
