using Dashboard.Data.Operations;

namespace Dashboard.Components.Pages.Accounts;

/// <summary>How roles are called on the screen.</summary>
public static class RoleWords
{
    public static string Of(AccountRole role) => role switch
    {
        AccountRole.Administrator => "Administrator",
        AccountRole.ReleaseManager => "Release manager",
        _ => "Viewer",
    };
}
