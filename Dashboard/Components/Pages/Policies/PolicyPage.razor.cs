using Dashboard.Features.Accounts;
using Dashboard.Features.Policies;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Dashboard.Components.Pages.Policies;

/// <summary>Edits the vote policy of a project. Read once, so that a change elsewhere does not overwrite what is typed; saving notices it.</summary>
public sealed partial class PolicyPage
{
    private PolicyDetails? _before;
    private bool _isRead;
    private int? _minHours;
    private string? _recipients;
    private string? _vote;
    private string? _announcement;
    private string? _refusal;
    private bool _busy;

    [Parameter] public required string Name { get; set; }

    [Inject] public required PolicyCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }

    private static string Placeholders => $"Placeholders: {string.Join(", ", PolicyDetails.Placeholders.Select(name => $"{{{name}}}"))}.";

    private string? VoteRule => PolicyDetails.ValidateTemplate(Empty(_vote));

    private string? AnnouncementRule => PolicyDetails.ValidateTemplate(Empty(_announcement));

    protected override async Task OnInitializedAsync()
    {
        var caller = await User.GetAsync(CancellationToken.None);
        _before = await Task.Run(() => Commands.FindAsync(caller, Name, CancellationToken.None));
        if (_before is not null)
        {
            (_minHours, _recipients, _vote, _announcement) = _before;
        }

        _isRead = true;
    }

    private async Task SaveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var caller = await User.GetAsync(CancellationToken.None);
            var details = new PolicyDetails(_minHours, _recipients, _vote, _announcement);
            var saved = await Task.Run(() => Commands.UpdateAsync(caller, Name, _before!, details, CancellationToken.None));
            _refusal = saved.Refusal;
            if (saved.Done)
            {
                _before = saved.Value;
                Snackbar.Add("The policy was saved.", Severity.Success);
            }
        }
        catch (NotAllowedException error)
        {
            _refusal = error.Message;
        }
        finally
        {
            _busy = false;
        }
    }

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
