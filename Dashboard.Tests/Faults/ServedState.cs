using Dashboard.Tests.Support;

namespace Dashboard.Tests.Faults;

/// <summary>A state directory as one start of a server leaves it, to be copied and treated badly.</summary>
public sealed class ServedState : IAsyncLifetime
{
    private readonly DirectoryInfo _template = Directory.CreateTempSubdirectory("dashboard-served-");

    public async Task InitializeAsync()
    {
        using var server = new ChildProcess(
            "dotnet", _template.FullName, ["exec", BuiltProgram.Assembly, "--urls", "http://127.0.0.1:0"], ("State__Directory", _template.FullName));
        await server.WaitForAsync("Application started");
        // In order, so that the logs of the databases are written into the files.
        server.Signal("TERM");
        await server.WaitAsync();
    }

    public void CopyTo(DirectoryInfo target)
    {
        foreach (var directory in _template.EnumerateDirectories("*", SearchOption.AllDirectories))
        {
            target.CreateSubdirectory(Path.GetRelativePath(_template.FullName, directory.FullName));
        }

        foreach (var file in _template.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.CopyTo(Path.Combine(target.FullName, Path.GetRelativePath(_template.FullName, file.FullName)));
        }
    }

    public Task DisposeAsync()
    {
        _template.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
