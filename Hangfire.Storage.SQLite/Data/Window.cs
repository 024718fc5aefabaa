namespace Hangfire.Storage.SQLite.Data;

/// <summary>Positions from the first to the last, both included, counted from zero; empty when they are the wrong way round.</summary>
internal readonly record struct Window(int From, int To)
{
    public long Skip => Math.Max(From, 0);

    public long Count => Math.Max((long)To - Skip + 1, 0);
}
