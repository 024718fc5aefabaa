using System.Net;
using System.Net.Sockets;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Live;

/// <summary>The server as a process of its own, on a state and a port that it keeps when it is killed and started again.</summary>
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

    /// <summary>For the starts that follow, as environment variables.</summary>
    public (string Name, string? Value)[] Settings { get; set; } = [];

    /// <summary>Waits for nothing but the process.</summary>
    public ChildProcess Start() => _process = new ChildProcess(
        "dotnet", AppContext.BaseDirectory, [Path.Combine(AppContext.BaseDirectory, "Dashboard.dll"), "--urls", Address.ToString()],
        [("State__Directory", _state.FullName), ("ASPNETCORE_ENVIRONMENT", "Production"), .. Settings]);

    /// <summary>As the kernel does it: nothing is finished and nobody is told.</summary>
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
