using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Votes;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Votes;

/// <summary>A page on which a mail is completed and a release takes its next step. What was typed stays when the step is refused.</summary>
public abstract class MailPageBase : ComponentBase
{
    [Parameter] public required string ProjectName { get; set; }
    [Parameter] public required string Version { get; set; }

    [Inject] public required VoteQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>What the form begins with; null until it was read, and when there is no such release.</summary>
    protected MailDraft? Draft { get; private set; }

    protected bool IsRead { get; private set; }

    protected string? Recipient { get; set; }
    protected string? Subject { get; set; }
    protected string? Body { get; set; }
    protected string? Refusal { get; private set; }
    protected bool IsBusy { get; private set; }

    protected string ReleaseAddress => $"releases/{ProjectName}/{Version}";

    protected abstract Task<MailDraft?> ReadAsync(Caller caller);

    protected abstract Task<string?> TakeStepAsync(Caller caller, MailDraft draft);

    /// <summary>Read once: a draft that followed the database would overwrite what was typed. The step itself asks again whether it is possible.</summary>
    protected override async Task OnInitializedAsync()
    {
        var caller = await User.GetAsync(CancellationToken.None);
        Draft = await Task.Run(() => ReadAsync(caller));
        (Recipient, Subject, Body) = (Draft?.Recipient, Draft?.Subject, Draft?.Body);
        IsRead = true;
    }

    protected async Task SubmitAsync()
    {
        if (IsBusy || Draft is null)
        {
            return;
        }

        IsBusy = true;
        try
        {
            var caller = await User.GetAsync(CancellationToken.None);
            Refusal = await Task.Run(() => TakeStepAsync(caller, Draft));
            if (Refusal is null)
            {
                Navigation.NavigateTo(ReleaseAddress);
            }
        }
        catch (NotAllowedException error)
        {
            Refusal = error.Message;
        }
        finally
        {
            IsBusy = false;
        }
    }
}
