using System.Globalization;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Audit;

public sealed partial class AuditTrailPage
{
    private const int PageSize = 50;

    [Inject] public required AuditQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery(Name = "who")] public string? Who { get; set; }
    [SupplyParameterFromQuery(Name = "what")] public string? What { get; set; }
    [SupplyParameterFromQuery(Name = "before")] public string? Before { get; set; }

    // Not a number: the newest. The framework would fail the page for what somebody has typed into its address.
    private long? BeforeId => long.TryParse(Before, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    protected override void OnParametersSet() => Watch(AuditTopics.Trail, AccountTopics.All);

    protected override async Task<AuditPage> ReadAsync(CancellationToken closing) =>
        await Queries.ListAsync(await User.GetAsync(closing), Who, What, BeforeId, PageSize, closing);

    private void FilterByWho(string? words) => Filter("who", words);

    private void FilterByWhat(string? words) => Filter("what", words);

    // Another choice begins at its newest entry.
    private void Filter(string name, string? words) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            [name] = string.IsNullOrWhiteSpace(words) ? null : words,
            ["before"] = null,
        }), replace: true);

    private string Address(long? before) => Navigation.GetUriWithQueryParameter("before", before);
}
