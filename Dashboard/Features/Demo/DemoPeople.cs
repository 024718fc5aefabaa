using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;

namespace Dashboard.Features.Demo;

/// <summary>
/// An account for each role. The passwords are no secret: they are in the source and on the sign-in page, and open nothing but a demo's own state.
/// </summary>
internal static class DemoPeople
{
    public static DemoAccount Administrator { get; } = new("ada", "Ada Castell", AccountRole.Administrator, "lantern harbour 41");

    public static DemoAccount ReleaseManager { get; } = new("rhona", "Rhona Vance", AccountRole.ReleaseManager, "copper kettle 87");

    public static DemoAccount Viewer { get; } = new("victor", "Victor Osei", AccountRole.Viewer, "paper bridge 26");

    public static DemoAccounts Accounts { get; } = new([Administrator, ReleaseManager, Viewer]);

    /// <summary>What Rhona manages. The other projects are Ada's alone, so that Rhona sees how a page looks that she may not change.</summary>
    public static string[] ManagedProjects { get; } = ["tidewater", "tidewater-connectors", "larkspur"];

    public static Caller Ada { get; } = As(Administrator);

    public static Caller Rhona { get; } = As(ReleaseManager);

    public static Caller Victor { get; } = As(Viewer);

    private static Caller As(DemoAccount account) => new()
    {
        UserName = account.UserName,
        DisplayName = account.DisplayName,
        Role = account.Role,
        Kind = CallerKind.Server,
        Projects = account.Role == AccountRole.ReleaseManager ? [.. ManagedProjects] : [],
    };
}
