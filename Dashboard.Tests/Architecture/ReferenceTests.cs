using System.Reflection;
using Dashboard.Checks;
using Dashboard.Data;
using Hangfire.Storage.SQLite;

namespace Dashboard.Tests.Architecture;

/// <summary>Who may know whom. A reference that is declared but not used leaves no trace in an assembly, so this is what the code really names.</summary>
public sealed class ReferenceTests
{
    private static readonly string[] Ours = ["Dashboard", "Dashboard.Data", "Dashboard.Checks", "Hangfire.Storage.SQLite"];
    private static readonly string[] Parts = ["Dashboard.Data", "Dashboard.Checks", "Hangfire.Storage.SQLite", "MudBlazor", "Hangfire.Core"];
    private static readonly string[] UserInterface = ["MudBlazor", "Microsoft.AspNetCore", "Microsoft.JSInterop"];
    private static readonly string[] Jobs = ["Hangfire"];
    private static readonly string[] Databases = ["Microsoft.EntityFrameworkCore", "Microsoft.Data.Sqlite", "SQLitePCLRaw"];

    [Fact]
    public void The_checks_know_no_database_no_interface_no_jobs_and_no_network() =>
        AssertKnowsNone(typeof(Finding).Assembly, [.. Ours, .. UserInterface, .. Jobs, .. Databases, "System.Net", "Microsoft.Extensions"]);

    [Fact]
    public void The_data_knows_neither_interface_nor_jobs_nor_checks() =>
        AssertKnowsNone(typeof(ReleaseDbContext).Assembly, [.. Ours, .. UserInterface, .. Jobs]);

    [Fact]
    public void The_job_storage_knows_hangfire_and_sqlite_alone() =>
        AssertKnowsNone(
            typeof(SQLiteStorage).Assembly,
            ["Dashboard", "Dashboard.Data", "Dashboard.Checks", .. UserInterface, "Microsoft.EntityFrameworkCore", "Microsoft.Extensions"]);

    [Fact]
    public void The_application_brings_the_parts_together()
    {
        var known = typeof(Program).Assembly.GetReferencedAssemblies().Select(name => name.Name);

        Assert.Equal([], Parts.Except(known));
    }

    private static void AssertKnowsNone(Assembly assembly, string[] strangers)
    {
        var own = assembly.GetName().Name;
        var known = assembly.GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name != own && strangers.Any(stranger => name == stranger || (name.StartsWith(stranger + ".", StringComparison.Ordinal) && !Ours.Contains(stranger))));

        Assert.Equal([], known);
    }
}
