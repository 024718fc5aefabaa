using Dashboard.Data.Changes;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;

namespace Dashboard.Features.Schema;

/// <summary>
/// Runs the long operations on the schema, one at a time and apart from any circuit: closing the browser does not end them, and every
/// visitor of the schema page watches the same one.
/// </summary>
public sealed partial class SchemaOperationRunner(IChangeSink changes, TimeProvider time, ILogger<SchemaOperationRunner> logger) : IDisposable
{
    private const int MaxLogLines = 500;

    private readonly Lock _lock = new();
    private readonly List<string> _log = [];
    private CancellationTokenSource? _cancel;
    private SchemaOperation? _current;

    /// <summary>The running operation, or the last one; null when there was none since the start.</summary>
    public SchemaOperation? Current
    {
        get
        {
            lock (_lock)
            {
                return _current is null ? null : _current with { Log = [.. _log] };
            }
        }
    }

    public bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _current is { Ended: null };
            }
        }
    }

    /// <summary>Starts an operation in the background.</summary>
    /// <param name="expected">How long its commands took in the rehearsal; null when there was none.</param>
    /// <param name="operation">What it throws becomes its result.</param>
    /// <param name="ended">Called with the result, once it is visible to all pages.</param>
    /// <returns>Why it was not started; null when it was.</returns>
    public string? Start(
        Caller caller,
        string title,
        TimeSpan? expected,
        Func<IProgress<SchemaProgress>, CancellationToken, Task<SchemaOperationResult>> operation,
        Action<SchemaOperationResult>? ended = null)
    {
        caller.RequireAdministrator();
        caller.RequireNoToken();
        CancellationToken cancellation;
        lock (_lock)
        {
            if (_current is { Ended: null })
            {
                return $"{_current.Who} has started another operation: {_current.Title}. Wait until it has ended.";
            }

            _cancel?.Dispose();
            _cancel = new CancellationTokenSource();
            cancellation = _cancel.Token;
            _log.Clear();
            _current = new SchemaOperation(title, caller.UserName, Now, expected, At: null, Applying: null, [], CanCancel: true, Result: null, Ended: null);
        }

        PublishAll();
        _ = Task.Run(() => RunAsync(operation, ended, cancellation), CancellationToken.None);
        return null;
    }

    /// <summary>Asks the running operation to stop, which it does until its commit.</summary>
    public void Cancel(Caller caller)
    {
        caller.RequireAdministrator();
        lock (_lock)
        {
            _cancel?.Cancel();
        }
    }

    public void Dispose() => _cancel?.Dispose();

    private async Task RunAsync(
        Func<IProgress<SchemaProgress>, CancellationToken, Task<SchemaOperationResult>> operation, Action<SchemaOperationResult>? ended, CancellationToken cancellation)
    {
        SchemaOperationResult result;
        try
        {
            result = await operation(new Reporter(this), cancellation);
        }
        catch (OperationCanceledException)
        {
            result = new(false, "Cancelled. Nothing was changed.");
        }
        catch (SchemaException refusal)
        {
            LogRefused(refusal.Message);
            result = new(false, refusal.Message);
        }
        catch (Exception error)
        {
            // Nobody awaits this task: the page shows the message, and the log keeps the rest.
            LogFailed(error);
            result = new(false, $"The operation failed: {error.Message}");
        }

        lock (_lock)
        {
            _current = _current! with { Result = result, Ended = Now, CanCancel = false };
        }

        PublishAll();
        ended?.Invoke(result);
    }

    private void Report(SchemaProgress progress)
    {
        lock (_lock)
        {
            _log.Add($"{Now:HH:mm:ss.fff} {progress.State}{(progress.Total > 0 ? $" {progress.Done}/{progress.Total}" : "")} {progress.Text}");
            if (_log.Count > MaxLogLines)
            {
                _log.RemoveAt(0);
            }

            _current = _current! with
            {
                At = progress,
                Applying = _current.Applying ?? (progress.State == SchemaRunState.Applying ? Now : null),
                CanCancel = progress.State < SchemaRunState.Committing,
            };
        }

        changes.Publish(SchemaTopics.Progress);
    }

    private void PublishAll()
    {
        changes.Publish(SchemaTopics.Status);
        changes.Publish(SchemaTopics.Progress);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Synchronous, unlike <see cref="Progress{T}"/>: no report arrives after the result.</summary>
    private sealed class Reporter(SchemaOperationRunner runner) : IProgress<SchemaProgress>
    {
        public void Report(SchemaProgress value) => runner.Report(value);
    }

    [LoggerMessage(LogLevel.Error, "An operation on the schema failed")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Warning, "An operation on the schema was refused: {Why}")]
    private partial void LogRefused(string why);
}
