using System.Diagnostics;
using Dashboard.Data.Conventions;
using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Dashboard.Features.Demo;

/// <summary>
/// Makes the demo: its accounts before the server listens, so that whoever comes can sign in; all else after, so that who comes soon sees
/// it happen.
/// </summary>
internal sealed partial class DemoHost(
    DemoState state, DemoStory story, AccountCommands accounts, IServer server, StartOutput output, ILogger<DemoHost> logger)
    : BackgroundService, IHostedLifecycleService
{
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (state.MustFill)
        {
            foreach (var person in DemoPeople.Accounts.All)
            {
                var facts = new AccountFacts(person.UserName, person.DisplayName, person.Role, []);
                var added = await accounts.AddWithPasswordAsync(Caller.Server, facts, person.Password, cancellationToken);
                if (!added.Done)
                {
                    throw new InvalidOperationException($"The demo's account {person.UserName} was refused: {added.Refusal}");
                }
            }
        }
    }

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        await output.Writer.WriteLineAsync($"\nThis is a demo. Open {address} and sign in as\n");
        foreach (var person in DemoPeople.Accounts.All)
        {
            await output.Writer.WriteLineAsync($"    {person.UserName,-8} password: {person.Password,-20} {UpperSnake.Of(person.Role).ToLowerInvariant().Replace('_', ' ')}");
        }

        await output.Writer.WriteLineAsync($"\nFiles to drop into the release Apache Tidewater 2.5.0 are in {state.ToTry}\n");
        await output.Writer.FlushAsync(cancellationToken);
        _listening.SetResult();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!state.MustFill)
        {
            return;
        }

        await _listening.Task.WaitAsync(stoppingToken);
        var clock = Stopwatch.StartNew();
        try
        {
            await Task.Run(() => story.TellAsync(stoppingToken), stoppingToken);
            state.Complete();
            LogFilled(clock.Elapsed.TotalSeconds);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(error);
            state.GiveUp(error);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "The demo is filled, after {Seconds:0.0} s; its last checks may still run")]
    private partial void LogFilled(double seconds);

    [LoggerMessage(LogLevel.Error, "Filling the demo failed; the next start creates it from scratch")]
    private partial void LogFailed(Exception error);
}
