using System.Collections.Frozen;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;

namespace Dashboard.Tests.Support;

/// <summary>Callers of each role, for tests that go past the sign-in.</summary>
public static class Acting
{
    public static Caller Administrator { get; } = Of("ada", AccountRole.Administrator);

    public static Caller Viewer { get; } = Of("vic", AccountRole.Viewer);

    public static Caller ManagerOf(params string[] projects) =>
        Of("max", AccountRole.ReleaseManager) with { Projects = projects.ToFrozenSet(StringComparer.Ordinal) };

    private static Caller Of(string userName, AccountRole role) =>
        new() { UserName = userName, DisplayName = userName, Role = role, Kind = CallerKind.Session };
}
