using Microsoft.Extensions.Options;

namespace Dashboard.Features.State;

/// <summary>The places in the state directory. Backing that directory up is backing everything up.</summary>
public sealed class StateDirectory
{
    public StateDirectory(IOptions<StateOptions> options, IHostEnvironment environment)
    {
        Root = Path.GetFullPath(options.Value.Directory, environment.ContentRootPath);
        StateAccess.Create(Root, Root, Blobs, Incoming, Keys, Servers);
        PrivateFiles.Close(Root);
    }

    /// <summary>Makes sure, before anything is opened, that this process can work with what is there.</summary>
    /// <exception cref="StateException">It cannot; the message names the file.</exception>
    public void Require()
    {
        StateAccess.Require(Root);
        KeyFiles.Require(Keys);
    }

    public string Root { get; }

    /// <summary>The domain: what the schema page takes up and down.</summary>
    public string DashboardDatabase => Path.Combine(Root, "dashboard.db");

    /// <summary>Accounts, audit trail and schema runs: readable whatever happens to the domain.</summary>
    public string OperationsDatabase => Path.Combine(Root, "operations.db");

    /// <summary>Hangfire's. Losing it loses no task.</summary>
    public string JobsDatabase => Path.Combine(Root, "jobs.db");

    /// <summary>File contents by SHA-256.</summary>
    public string Blobs => Path.Combine(Root, "blobs");

    /// <summary>Uploads under way, on the file system of <see cref="Blobs"/>. What is left over at a start is deleted.</summary>
    public string Incoming => Path.Combine(Blobs, "incoming");

    /// <summary>A locked file for each server process that runs on this state.</summary>
    public string Servers => Path.Combine(Root, "servers");

    /// <summary>The data protection keys.</summary>
    public string Keys => Path.Combine(Root, "keys");
}
