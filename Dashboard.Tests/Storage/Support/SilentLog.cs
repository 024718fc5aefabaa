using Hangfire.Logging;

namespace Dashboard.Tests.Storage.Support;

/// <summary>
/// Hangfire's log is one for the process. A host's own logger would outlive its host there, and the next server of
/// another test would fail on it.
/// </summary>
internal sealed class SilentLog : ILogProvider, ILog
{
    public ILog GetLogger(string name) => this;

    public bool Log(LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
}
