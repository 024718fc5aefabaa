using Microsoft.Extensions.Options;

namespace Dashboard.Features.State;

/// <summary>The paths of the state directory. A copy of the directory is a copy of everything.</summary>
public sealed class StateDirectory
{
    public StateDirectory(IOptions<StateOptions> options, IHostEnvironment environment)
    {
        Root = Path.GetFullPath(options.Value.Directory, environment.ContentRootPath);
        HasDomain = new FileInfo(DashboardDatabase) is { Exists: true, Length: > 0 };
        StateAccess.Create(Root, Root, Blobs, Incoming, Keys, Servers);
        PrivateFiles.Close(Root);
    }

    /// <summary>Makes sure that nothing is missing or damaged which a start would replace in silence.</summary>
    /// <exception cref="StateException">Something is; the message names the file.</exception>
    public void Require(StartNotices notices)
    {
        if (File.Exists(DashboardDatabase) && HasDomain && !File.Exists(OperationsDatabase))
        {
            throw new StateException(
                $"{OperationsDatabase} is missing, but {DashboardDatabase} is there: a start would lose the accounts, the audit trail and the schema history. Restore it from a backup: ./dashboard.sh operations restore BACKUP (./dashboard.sh operations backup --list names them). To begin with new accounts instead: ./dashboard.sh user add NAME --role administrator");
        }

        if (!KeyFiles.Require(Keys) && HasDomain)
        {
            notices.Add($"{Keys} holds no keys, so a new one is created and everyone has to sign in again. To prevent that, stop the server and restore the directory from a backup (in {Path.Combine(Root, "backups")}).");
        }
    }

    public string Root { get; }

    /// <summary>Whether the domain was stored here before this start: then other files are missing, not new.</summary>
    public bool HasDomain { get; }

    /// <summary>The domain, which the schema page upgrades and downgrades.</summary>
    public string DashboardDatabase => Path.Combine(Root, "dashboard.db");

    /// <summary>Accounts, audit trail and schema history, which stay readable whatever happens to the domain.</summary>
    public string OperationsDatabase => Path.Combine(Root, "operations.db");

    /// <summary>Hangfire's job queue. Losing it loses no task.</summary>
    public string JobsDatabase => Path.Combine(Root, "jobs.db");

    /// <summary>File contents by SHA-256.</summary>
    public string Blobs => Path.Combine(Root, "blobs");

    /// <summary>Uploads that are being received, on the file system of <see cref="Blobs"/>. A start deletes what dead servers left.</summary>
    public string Incoming => Path.Combine(Blobs, "incoming");

    /// <summary>A locked file for each server process that uses this state.</summary>
    public string Servers => Path.Combine(Root, "servers");

    /// <summary>The data protection keys.</summary>
    public string Keys => Path.Combine(Root, "keys");
}
