using Dashboard.Data.Changes;

namespace Dashboard.Features.Schema;

/// <summary>Whether the domain's database may be worked with, and if not, why. Sign-in and the schema page go on in any case.</summary>
public sealed class Maintenance(IChangeSink changes, TimeProvider time)
{
    /// <summary>What to watch: it began or ended.</summary>
    public const string Topic = "maintenance";

    private static readonly AsyncLocal<Pass?> Worker = new();

    private volatile State? _state;

    /// <summary>A sentence that says what is wrong and who can mend it; null when there is none.</summary>
    public string? Reason => _state?.Reason;

    /// <summary>When it began: what open pages show is from then. Null when there is none.</summary>
    public DateTime? Since => _state?.Since;

    /// <summary>Whether the caller's flow may use the database: always, but in maintenance for work alone that is coming to an end.</summary>
    public bool IsOpen => _state is null || Worker.Value is { IsOver: false };

    public void Begin(string reason)
    {
        _state = new State(reason, _state?.Since ?? time.GetUtcNow().UtcDateTime);
        changes.Publish(Topic);
    }

    public void End()
    {
        _state = null;
        changes.Publish(Topic);
    }

    /// <summary>Lets the flow that calls it, and what it starts, write to the end what it has begun.</summary>
    /// <returns>Takes that back when disposed, from what still runs too.</returns>
    public static IDisposable LetThisFlowEnd() => Worker.Value = new Pass();

    private sealed class Pass : IDisposable
    {
        private volatile bool _isOver;

        public bool IsOver => _isOver;

        public void Dispose() => _isOver = true;
    }

    private sealed record State(string Reason, DateTime Since);
}

/// <summary>The database cannot be used now.</summary>
/// <param name="reason">For people.</param>
public sealed class MaintenanceException(string reason) : Exception(reason);
