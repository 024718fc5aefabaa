using System.Globalization;
using System.Security.Claims;
using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Components.Pages.Accounts;

public sealed partial class AccountPage
{
    [Inject] public required AccountQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var id = (await Authentication).User.FindFirstValue(ClaimTypes.NameIdentifier);
        Watch(AccountTopics.Of(long.Parse(id!, CultureInfo.InvariantCulture)));
    }

    protected override async Task<AccountProfile> ReadAsync(CancellationToken closing) =>
        await Queries.ProfileAsync(await User.GetAsync(closing), closing);
}
