using Hangfire.States;

namespace Hangfire.Storage.SQLite.Data;

/// <param name="Data">JSON.</param>
internal sealed record StoredState(string Name, string? Reason, string? Data, long CreatedAt)
{
    /// <summary>Asks the state, which is code from outside, for all it has. To be called outside of a write.</summary>
    public static StoredState From(IState state, long now) =>
        new(
            state.Name ?? throw new ArgumentException("A state must have a name.", nameof(state)),
            state.Reason,
            StateJson.Write(state.SerializeData()),
            now);
}
