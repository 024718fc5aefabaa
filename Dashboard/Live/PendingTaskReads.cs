namespace Dashboard.Live;

/// <summary>Collects which tasks have to be read again. Safe to call from any thread.</summary>
internal sealed class PendingTaskReads
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _ids = [];
    private bool _everything;

    /// <summary>Whether everything has to be read again.</summary>
    public bool Everything
    {
        get
        {
            lock (_lock)
            {
                return _everything;
            }
        }
    }

    public void Add(IReadOnlyCollection<long> taskIds)
    {
        lock (_lock)
        {
            _ids.UnionWith(taskIds);
        }
    }

    public void AddEverything()
    {
        lock (_lock)
        {
            _everything = true;
        }
    }

    /// <returns>Whether everything had to be read again; from now on it does not.</returns>
    public bool TakeEverything()
    {
        lock (_lock)
        {
            var everything = _everything;
            _everything = false;
            return everything;
        }
    }

    public long[] Take()
    {
        lock (_lock)
        {
            long[] ids = [.. _ids];
            _ids.Clear();
            return ids;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _ids.Clear();
            _everything = false;
        }
    }
}
