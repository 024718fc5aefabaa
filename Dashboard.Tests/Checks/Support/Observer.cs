using Dashboard.Checks;

namespace Dashboard.Tests.Checks.Support;

/// <summary>Keeps what it is told.</summary>
internal sealed class Observer : ICheckObserver
{
    public List<string> Events { get; } = [];

    public Action<PlannedCheck>? OnProgress { get; init; }

    public void Started(PlannedCheck check) => Events.Add($"{check.Name} started");

    public void Progress(PlannedCheck check, long done, long total)
    {
        Events.Add($"{check.Name} {done}/{total}");
        OnProgress?.Invoke(check);
    }

    public void Finished(PlannedCheck check, IReadOnlyList<Finding> findings) => Events.Add($"{check.Name} finished");
}
