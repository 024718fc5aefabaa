using System.Globalization;
using System.Net.Sockets;
using Dashboard.Checks;
using Dashboard.Data;
using Dashboard.Data.Schema;
using Dashboard.Data.Sqlite;
using Dashboard.Features.State;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Dashboard.CommandLine;

/// <summary>Why the program ends without having done what it was started for.</summary>
/// <param name="Message">What happened and what to do, on one line that cannot drive a terminal.</param>
/// <param name="ExitCode">One of <see cref="CommandLine.ExitCode"/>.</param>
internal sealed record Failure(string Message, int ExitCode)
{
    /// <summary>Of a line.</summary>
    public const int MaxLength = 4000;

    /// <param name="servers">The other servers on the state: one of them may have the port.</param>
    public static Failure Of(Exception error, IReadOnlyList<LockOwner>? servers = null) => error switch
    {
        AggregateException { InnerExceptions: [var only] } => Of(only, servers),
        OptionsValidationException wrong => Usage(string.Join(' ', wrong.Failures)),
        AggregateException { InnerExceptions: var several } when several.All(one => one is OptionsValidationException) =>
            Usage(string.Join(' ', several.Cast<OptionsValidationException>().SelectMany(wrong => wrong.Failures))),
        UsageException => Usage(error.Message),
        // The framework's message names the file, and its innermost cause the line.
        InvalidDataException { InnerException: FormatException } => Usage($"{error.Message.TrimEnd('.')}: {error.GetBaseException().Message.TrimEnd('.')}. Correct the file."),
        FormatException when error.Message.StartsWith("Invalid url", StringComparison.Ordinal) => Usage($"{error.Message}. Give an address such as --urls http://localhost:5080."),
        StateException or StateFileException or SchemaException => Failed(error.Message),
        IOException { InnerException: AddressInUseException } => Failed(InUse(error.Message, servers ?? [])),
        SocketException { SocketErrorCode: SocketError.AccessDenied } => Failed("The address may not be listened on: ports below 1024 need a privilege on most systems. Choose another address, for example --urls http://localhost:5080"),
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => Failed("The address is none of this machine's. Choose another, for example --urls http://localhost:5080"),
        _ when DatabaseError.IsFull(error) => Failed("There is no space left for the databases of the state. Free some, then start again."),
        { InnerException: { } cause } when DatabaseError.Is(error) => Of(cause, servers),
        _ => Failed($"{error.Message.TrimEnd('.')} ({error.GetType().Name}). {ServerArguments.Verbose} shows the stack trace."),
    };

    /// <summary>Writes the line, and the stack trace below it when it was asked for.</summary>
    public async Task ReportAsync(TextWriter stderr, Exception error, bool isVerbose)
    {
        await stderr.WriteLineAsync(Message);
        if (isVerbose)
        {
            await stderr.WriteLineAsync(error.ToString());
        }
    }

    private static Failure Usage(string message) => new(Printable.Of(message, MaxLength), CommandLine.ExitCode.UsageError);

    private static Failure Failed(string message) => new(Printable.Of(message, MaxLength), CommandLine.ExitCode.Failed);

    /// <param name="message">As in "Failed to bind to address http://127.0.0.1:5080: address already in use."</param>
    private static string InUse(string message, IReadOnlyList<LockOwner> servers)
    {
        var text = message.Split(' ').FirstOrDefault(word => word.Contains("://", StringComparison.Ordinal))?.TrimEnd(':');
        var port = Uri.TryCreate(text, UriKind.Absolute, out var address) ? address.Port : 5080;
        var other = string.Create(CultureInfo.InvariantCulture, $"--urls http://localhost:{(port < 65535 ? port + 1 : 5081)}");
        // The lock of a server holds its addresses; localhost is several of them.
        return servers.FirstOrDefault(server => server.Purpose.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{port}"), StringComparison.Ordinal)) is { } own
            ? string.Create(CultureInfo.InvariantCulture, $"{text} is in use: {own.Process} (process {own.ProcessId} on {own.Host}) serves this state there already, since {own.Since:yyyy-MM-dd HH:mm} UTC. Use that one, stop it, or choose another address: {other}")
            : $"{text ?? "The address"} is in use by another program. Stop that program, or choose another address: {other}";
    }
}
