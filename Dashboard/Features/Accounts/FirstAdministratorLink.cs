using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Accounts;

/// <summary>Where the link is printed: the terminal, not the log, which others may read.</summary>
public sealed record StartOutput(TextWriter Writer);

/// <summary>Prints, once the server listens, the link that creates the administrator, as long as there is none.</summary>
internal sealed class FirstAdministratorLink(SetupLinkCommands links, IServer server, StartOutput output, IOptions<AccountOptions> options) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (await links.MakeFirstAsync(cancellationToken) is { } token)
        {
            var lifetime = options.Value.SetupLinkLifetime;
            var within = lifetime.TotalHours >= 2 ? $"{lifetime.TotalHours:0} hours" : $"{lifetime.TotalMinutes:0} minutes";
            await output.Writer.WriteLineAsync(
                $"""

                There is no administrator yet. Open this link within {within} to become one; it works once:

                    {SetupAddress.Of(server.Features.Get<IServerAddressesFeature>()?.Addresses, token)}

                """);
            await output.Writer.FlushAsync(cancellationToken);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
