using Dashboard.Components.Controls;
using Dashboard.Data.Changes;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Keys;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace Dashboard.Components.Pages.Keys;

public sealed partial class CommitteeKeysPage
{
    /// <summary>From so many keys on, looking takes longer than typing.</summary>
    private const int Many = 8;

    private bool _importing;

    [Parameter, EditorRequired] public required string Committee { get; set; }

    [Inject] public required KeyQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>Words that the keys shown have.</summary>
    [SupplyParameterFromQuery(Name = "q")] public string? Search { get; set; }

    /// <summary>A new one comes when the visitor's rights change: the page reads again, with them.</summary>
    [CascadingParameter] private Task<AuthenticationState>? Authentication { get; set; }

    protected override Func<Shown, bool> IsMissing => shown => shown.Keys is null;

    protected override void OnParametersSet() => Watch(ChangeTopics.Keys, ChangeTopics.Projects);

    protected override async Task<Shown> ReadAsync(CancellationToken closing) =>
        new(await Queries.ListAsync(await User.GetAsync(closing), Committee, closing), Time.GetUtcNow().UtcDateTime);

    private void SearchFor(string? words) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(words) ? null : words), replace: true);

    private static string Summary(IReadOnlyList<KeyRow> keys, DateTime nowUtc)
    {
        var good = keys.Count(key => !KeyBadge.Of(key, nowUtc).Any(badge => badge.Kind == "bad"));
        return good == keys.Count
            ? $"{Quantity.Of(keys.Count, "key")} may sign its releases"
            : $"{Quantity.Of(keys.Count, "key")}, of which {good} may sign its releases";
    }

    private async Task RemoveAsync(KeyRow key) => await Dialogs.ShowAsync<RemoveKeyDialog>("Remove key", new DialogParameters<RemoveKeyDialog>
    {
        { d => d.Committee, View!.Keys! },
        { d => d.Key, key },
    });

    /// <param name="Keys">Null when there is no such committee.</param>
    public sealed record Shown(CommitteeKeyList? Keys, DateTime NowUtc);
}
