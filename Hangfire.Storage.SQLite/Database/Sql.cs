using System.Collections.Concurrent;

namespace Hangfire.Storage.SQLite.Database;

/// <summary>
/// The text of one statement. Each has a number, by which a handle finds its prepared form without hashing the text.
/// All of them are registered, so that a test can check the query plan of each.
/// </summary>
internal sealed class Sql
{
    private static readonly ConcurrentQueue<Sql> Known = new();
    private static int _count;

    public Sql(string text)
    {
        Text = text;
        Number = Interlocked.Increment(ref _count) - 1;
        Known.Enqueue(this);
    }

    /// <summary>The statements of all classes that have been initialized.</summary>
    public static IReadOnlyCollection<Sql> All => Known;

    public string Text { get; }

    public int Number { get; }

    public override string ToString() => Text;
}
