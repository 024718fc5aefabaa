using Hangfire.States;

namespace Dashboard.Tests.Storage.Support;

public sealed class AnyState(string name, params (string Key, string? Value)[] data) : IState
{
    public string Name => name;

    public string? Reason { get; init; }

    public bool IsFinal => false;

    public bool IgnoreJobLoadException => false;

    public Dictionary<string, string?> SerializeData() => data.ToDictionary(pair => pair.Key, pair => pair.Value);
}
