#:package Microsoft.AspNetCore.SignalR.Client@10.0.15
#:property PublishAot=false
#:property ManagePackageVersionsCentrally=false

// Follows tasks of the release dashboard.
//
//   DASHBOARD_URL=http://localhost:5080 DASHBOARD_TOKEN=... dotnet run watch-tasks.cs release:widget-1.0.0
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

var scope = args is [var given, ..] ? given : "all";
var address = Environment.GetEnvironmentVariable("DASHBOARD_URL") ?? "http://localhost:5080";
await using var connection = new HubConnectionBuilder()
    .WithUrl($"{address}/hubs/tasks", options => options.AccessTokenProvider = () => Task.FromResult(Environment.GetEnvironmentVariable("DASHBOARD_TOKEN")))
    .Build();
var tasks = new Dictionary<long, TaskState>();

while (true)
{
    try
    {
        if (connection.State == HubConnectionState.Disconnected)
        {
            await connection.StartAsync();
        }

        await WatchAsync();
    }
    catch (HubException error)
    {
        Console.Error.WriteLine(error.Message);
        return 1;
    }
    catch (HttpRequestException error) when (error.StatusCode == System.Net.HttpStatusCode.Unauthorized)
    {
        Console.Error.WriteLine("The token is unknown, expired or revoked.");
        return 1;
    }
    catch (Exception error)
    {
        Console.Error.WriteLine($"interrupted: {error.Message}");
    }

    await Task.Delay(TimeSpan.FromSeconds(1));
}

async Task WatchAsync()
{
    TaskMessage? last = null;
    await foreach (var message in connection.StreamAsync<TaskMessage>("Watch", scope))
    {
        if (last is not null && (message.Epoch, message.Sequence) != (last.Epoch, last.Sequence + 1))
        {
            // Something was lost: begin again with a snapshot.
            return;
        }

        last = message;
        if (message.Kind == "snapshot")
        {
            tasks.Clear();
        }

        foreach (var task in message.Tasks)
        {
            tasks[task.Id] = task;
            Console.WriteLine($"{message.Kind} {task.Id} {task.Type} {task.Path} {task.Status} {task.Done}/{task.Total}");
        }

        foreach (var gone in message.Removed)
        {
            tasks.Remove(gone);
        }
    }
}

internal sealed record TaskMessage(string Kind, string Epoch, long Sequence, TaskState[] Tasks, long[] Removed, bool Truncated);

internal sealed record TaskState(long Id, string Type, string Status, string? Release, string? Path, int Attempt, string? Error, long Done, long Total);
