using System.Collections.Concurrent;

namespace Dashboard.Features.State;

/// <summary>What a start had to repair or create again, for whoever started the program: in the log, and on standard error once it serves.</summary>
public sealed partial class StartNotices(ILogger<StartNotices> logger)
{
    private readonly ConcurrentQueue<string> _notices = new();

    public IReadOnlyCollection<string> All => _notices;

    /// <param name="notice">Which file, what was wrong, and what was done; one line.</param>
    public void Add(string notice)
    {
        _notices.Enqueue(notice);
        LogNotice(notice);
    }

    [LoggerMessage(LogLevel.Warning, "{Notice}")]
    private partial void LogNotice(string notice);
}
