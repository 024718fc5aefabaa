using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Dashboard.Live;

/// <summary>Marks the server's end of the process's own connection. No connection from the network can carry this feature.</summary>
internal sealed class InProcessConnection;

/// <summary>Connects this process to its own <see cref="TaskHub"/> by two pipes in memory, without socket, port or cookie.</summary>
internal sealed class InProcessHubTransport(HubConnectionHandler<TaskHub> handler, TimeProvider time, ILoggerFactory loggers) : IConnectionFactory
{
    /// <returns>A connection that is not started yet, which the caller disposes.</returns>
    public HubConnection CreateConnection()
    {
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<IConnectionFactory>(this);
        builder.Services.AddSingleton<EndPoint>(new InProcessEndPoint());
        builder.Services.AddSingleton(loggers);
        return builder.Build();
    }

    public ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var requests = new Pipe();
        var answers = new Pipe();
        var id = Guid.NewGuid().ToString("N");
        var server = new PipeEnd(id, requests.Reader, answers.Writer);
        _ = Task.Run(() => ServeAsync(server), CancellationToken.None);
        return ValueTask.FromResult<ConnectionContext>(new PipeEnd(id, answers.Reader, requests.Writer));
    }

    private async Task ServeAsync(PipeEnd server)
    {
        // Without a heartbeat the hub sends no pings, and the idle connection ends at every server timeout.
        using var heartbeat = new Heartbeat(time);
        server.Features.Set<IConnectionHeartbeatFeature>(heartbeat);
        server.Features.Set(new InProcessConnection());
        try
        {
            await handler.OnConnectedAsync(server);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private sealed class InProcessEndPoint : EndPoint
    {
        public override string ToString() => "this process";
    }

    private sealed class PipeEnd(string id, PipeReader reader, PipeWriter writer)
        : DefaultConnectionContext(id, new Duplex(reader, writer), new Duplex(reader, writer))
    {
        public override void Abort(ConnectionAbortedException abortReason)
        {
            reader.CancelPendingRead();
            writer.CancelPendingFlush();
            base.Abort(abortReason);
        }

        public override async ValueTask DisposeAsync()
        {
            await reader.CompleteAsync();
            await writer.CompleteAsync();
            await base.DisposeAsync();
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Heartbeat : IConnectionHeartbeatFeature, IDisposable
    {
        private readonly ConcurrentQueue<(Action<object> Action, object State)> _actions = new();
        private readonly ITimer _timer;

        public Heartbeat(TimeProvider time) =>
            _timer = time.CreateTimer(_ => Beat(), state: null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        public void OnHeartbeat(Action<object> action, object state) => _actions.Enqueue((action, state));

        public void Dispose() => _timer.Dispose();

        private void Beat()
        {
            foreach (var (action, state) in _actions)
            {
                action(state);
            }
        }
    }
}
