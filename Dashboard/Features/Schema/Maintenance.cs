using Dashboard.Data.Changes;

namespace Dashboard.Features.Schema;

/// <summary>Maintenance mode: whether the domain database may be used, and if not, why. Sign-in and the schema page work in either case.</summary>
public sealed class Maintenance(IChangeSink changes, TimeProvider time)
{
    /// <summary>Published when it begins or ends.</summary>
    public const string Topic = "maintenance";

    private static readonly AsyncLocal<Exemption?> CurrentFlow = new();

    private volatile State? _state;

    /// <summary>What is wrong and who can fix it; null outside maintenance mode.</summary>
    public string? Reason => _state?.Reason;

    /// <summary>When it began, UTC: open pages show the state of that time. Null outside maintenance mode.</summary>
    public DateTime? Since => _state?.Since;

    /// <summary>Whether the caller's asynchronous flow may use the database; in maintenance mode only an exempt one may.</summary>
    public bool IsOpen => _state is null || CurrentFlow.Value is { IsOver: false };

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

    /// <summary>Lets the caller's asynchronous flow, and what it starts, finish its writes in maintenance mode.</summary>
    /// <returns>Ends the exemption when disposed, also for what still runs.</returns>
    public static IDisposable ExemptCurrentFlow() => CurrentFlow.Value = new Exemption();

    private sealed class Exemption : IDisposable
    {
        private volatile bool _isOver;

        public bool IsOver => _isOver;

        public void Dispose() => _isOver = true;
    }

    private sealed record State(string Reason, DateTime Since);
}

/// <summary>The domain database cannot be used: the server is in maintenance mode.</summary>
/// <param name="reason">What is wrong and who can fix it.</param>
public sealed class MaintenanceException(string reason) : Exception(reason);
