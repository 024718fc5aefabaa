using System.Net;
using System.Net.Sockets;

namespace Dashboard.Tests.Live;

/// <summary>A proxy that can stop forwarding without closing connections, as when a laptop is closed or a train enters a tunnel.</summary>
internal sealed class StallingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Uri _server;
    private volatile TaskCompletionSource _open = Opened();

    public StallingProxy(Uri server)
    {
        _server = server;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = AcceptAsync();
    }

    /// <summary>The address that the browser uses.</summary>
    public Uri Address { get; }

    /// <summary>Stops forwarding. Open connections stay open.</summary>
    public void Stall() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _open.TrySetResult();

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var browser = await _listener.AcceptTcpClientAsync(_closing.Token);
                _ = PassOnAsync(browser);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private async Task PassOnAsync(TcpClient browser)
    {
        using (browser)
        {
            using var server = new TcpClient();
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, _closing.Token);
                await Task.WhenAny(
                    PassOnAsync(browser.GetStream(), server.GetStream()), PassOnAsync(server.GetStream(), browser.GetStream()));
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                // The connection to the browser is closed as well.
            }
        }
    }

    private async Task PassOnAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, _closing.Token)) > 0)
            {
                if (!_open.Task.IsCompleted)
                {
                    // The data is lost, so the connection is useless even when forwarding resumes.
                    await _open.Task.WaitAsync(_closing.Token);
                    return;
                }

                await to.WriteAsync(buffer.AsMemory(0, read), _closing.Token);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // One end was closed, so the other is closed as well.
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
        _closing.Dispose();
    }
}
