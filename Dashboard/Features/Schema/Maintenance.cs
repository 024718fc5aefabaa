using Dashboard.Data.Changes;

namespace Dashboard.Features.Schema;

/// <summary>Whether the domain's database may be worked with, and if not, why. Sign-in and the schema page go on in any case.</summary>
public sealed class Maintenance(IChangeSink changes)
{
    /// <summary>What to watch: it began or ended.</summary>
    public const string Topic = "maintenance";

    private static readonly AsyncLocal<bool> Worker = new();

    private volatile string? _reason;

    /// <summary>A sentence that says what is wrong and who can mend it; null when there is none.</summary>
    public string? Reason => _reason;

    /// <summary>Whether the caller's flow may use the database: always, but in maintenance for work alone that is coming to an end.</summary>
    public bool IsOpen => _reason is null || Worker.Value;

    public void Begin(string reason)
    {
        _reason = reason;
        changes.Publish(Topic);
    }

    public void End()
    {
        _reason = null;
        changes.Publish(Topic);
    }

    /// <summary>Lets the flow that calls it, and what it starts, write to the end what it has begun.</summary>
    public static void LetThisFlowEnd() => Worker.Value = true;
}

/// <summary>The database cannot be used now.</summary>
/// <param name="reason">For people.</param>
public sealed class MaintenanceException(string reason) : Exception(reason);
