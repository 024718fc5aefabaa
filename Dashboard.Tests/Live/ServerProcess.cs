using System.Net;
using System.Net.Sockets;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Live;

/// <summary>The server in a process of its own, with a state directory and a port that stay the same when it is restarted.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("dashboard-live-");
    private ChildProcess? _process;

    public ServerProcess()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    public Uri Address { get; }

    public string Database => Path.Combine(_state.FullName, "dashboard.db");

    public string Operations => Path.Combine(_state.FullName, "operations.db");

    /// <summary>The environment variables of the next start.</summary>
    public (string Name, string? Value)[] Settings { get; set; } = [];

    /// <summary>Starts the process without waiting until it serves.</summary>
    public ChildProcess Start() => _process = new ChildProcess(
        "dotnet", AppContext.BaseDirectory, [Path.Combine(AppContext.BaseDirectory, "Dashboard.dll"), "--urls", Address.ToString()],
        [("State__Directory", _state.FullName), ("ASPNETCORE_ENVIRONMENT", "Production"), .. Settings]);

    /// <summary>Kills the process, which cannot finish anything.</summary>
    public void Kill()
    {
        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        _state.Delete(recursive: true);
    }
}
