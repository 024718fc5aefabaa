namespace Dashboard.Data.Schema;

/// <summary>Who asks for a run.</summary>
/// <param name="Who">User name, or who runs the command line.</param>
/// <param name="Reason">Why, in their words.</param>
/// <param name="FromAddress">The network address; null on the command line and at a start.</param>
/// <param name="AccountId">Null when no account acts: on the command line and at a start.</param>
public sealed record SchemaActor(string Who, string? Reason = null, string? FromAddress = null, long? AccountId = null)
{
    /// <summary>The server itself, at its start.</summary>
    public static SchemaActor Start { get; } = new("start");
}
