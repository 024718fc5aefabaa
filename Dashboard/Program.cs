using Dashboard;
using Dashboard.CommandLine;
using Dashboard.Features.State;

// Before anything is written: nobody else may read the state.
PrivateFiles.Begin();

return CommandLineApp.HasVerb(args)
    ? await CommandLineApp.RunAsync(args, Console.Out, Console.Error, CancellationToken.None)
    : await Server.RunAsync(args, Console.Error);
