using System.Collections.Concurrent;

namespace Dashboard.Tests.Storage.Support;

/// <summary>Jobs that tell their test what they do, found by a name that goes through the storage.</summary>
public sealed class TalkingJobs : IDisposable
{
    private static readonly ConcurrentDictionary<string, TalkingJobs> Tests = new();

    private readonly ConcurrentQueue<string> _said = new();
    private readonly SemaphoreSlim _count = new(0);
    private readonly ManualResetEventSlim _goOn = new();

    public TalkingJobs() => Tests[Name] = this;

    public string Name { get; } = Guid.NewGuid().ToString();

    public static void Say(string test, string what) => Tests[test].Add(what);

    [Hangfire.AutomaticRetry(Attempts = 0)]
    public static void Fail() => throw new InvalidOperationException("It is meant to.");

    /// <summary>Runs until the test lets it go on, or somebody cancels it.</summary>
    public static void Wait(string test, CancellationToken cancellation)
    {
        var talk = Tests[test];
        talk.Add("started");
        try
        {
            talk._goOn.Wait(cancellation);
        }
        catch (OperationCanceledException)
        {
            talk.Add("cancelled");
            throw;
        }

        talk.Add("ended");
    }

    public void LetGoOn() => _goOn.Set();

    public string Next() => TryNext(TimeSpan.FromSeconds(15)) ?? throw new TimeoutException("No job said anything.");

    public string? TryNext(TimeSpan within) => _count.Wait(within) && _said.TryDequeue(out var what) ? what : null;

    public void Dispose()
    {
        _goOn.Set();
        Tests.TryRemove(Name, out _);
        _count.Dispose();
    }

    private void Add(string what)
    {
        _said.Enqueue(what);
        _count.Release();
    }
}
