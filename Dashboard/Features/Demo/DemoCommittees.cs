using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Keys;
using Dashboard.Features.Projects;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Demo;

/// <summary>The demo's committees with their projects and keys.</summary>
internal sealed class DemoCommittees(
    CommitteeCommands committees, ProjectCommands projects, KeyCommands keys, AccountCommands accounts, IDbContextFactory<OperationsDbContext> operations)
{
    public async Task AddAsync(CancellationToken cancellation)
    {
        foreach (var committee in new CommitteeDetails[]
        {
            new("tidewater", "Tidewater", Members: "ada maren rhona victor"),
            new("cormorant", "Cormorant", Members: "ada per"),
            new("incubator", "Incubator"),
            new("larkspur", "Larkspur", IsPodling: true, ParentName: "incubator"),
        })
        {
            DemoUploads.Done(await committees.CreateAsync(DemoPeople.Ada, committee, cancellation));
        }

        foreach (var project in new ProjectDetails[]
        {
            new("tidewater", "tidewater", "Apache Tidewater", "An append-only log that many writers share without a coordinator."),
            new("tidewater-connectors", "tidewater", "Apache Tidewater Connectors", "Moves Tidewater logs from and to other systems."),
            new("cormorant", "cormorant", "Apache Cormorant", "Queries over files where they lie, without loading them first."),
            new("cormorant-shell", "cormorant", "Apache Cormorant Shell", "The old interactive shell; its commands live on in Cormorant itself.", ProjectStatus.Dormant),
            new("larkspur", "larkspur", "Apache Larkspur (Incubating)", "Keeps small devices' clocks and settings in step."),
        })
        {
            DemoUploads.Done(await projects.CreateAsync(DemoPeople.Ada, project, cancellation));
        }

        await GrantAsync(cancellation);
    }

    /// <summary>After the projects: making one takes its name from whoever managed an earlier one of that name.</summary>
    private async Task GrantAsync(CancellationToken cancellation)
    {
        var manager = DemoPeople.ReleaseManager;
        await using var context = await operations.CreateDbContextAsync(cancellation);
        var id = await context.Accounts.Where(a => a.UserName == manager.UserName).Select(a => a.Id).SingleAsync(cancellation);
        DemoUploads.Done(await accounts.ChangeAsync(
            Caller.Server, id, new AccountFacts(manager.UserName, manager.DisplayName, manager.Role, DemoPeople.ManagedProjects), cancellation));
    }

    /// <summary>Lets a committee's releases be signed by keys, as its KEYS file would have them.</summary>
    public async Task AddKeysAsync(string committee, IEnumerable<DemoKey> signers, CancellationToken cancellation) =>
        DemoUploads.Done(await keys.ImportAsync(DemoPeople.Ada, committee, KeysFile(signers), cancellation));

    /// <summary>A KEYS file.</summary>
    public static string KeysFile(IEnumerable<DemoKey> signers) =>
        "This file contains the OpenPGP keys of the project's release managers.\n"
        + string.Concat(signers.Select(signer => $"\n{signer.UserId}\n\n{signer.PublicBlock()}"));
}
