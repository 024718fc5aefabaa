using Dashboard.Data.Entities;

namespace Dashboard.Features.Votes;

/// <summary>
/// The ballots of a vote, counted: the last of each voter. A release needs at least three binding +1 and more binding +1 than binding -1
/// (https://www.apache.org/foundation/voting.html#ReleaseVotes).
/// </summary>
public sealed record Tally(int BindingFor, int BindingAbstain, int BindingAgainst, int OtherFor, int OtherAbstain, int OtherAgainst)
{
    public const int LeastBindingFor = 3;

    public bool Passes => WhyNotPassed is null;

    /// <summary>Which rule is not met yet, in a sentence; null when the vote passes.</summary>
    public string? WhyNotPassed =>
        BindingFor < LeastBindingFor ? $"It has {Quantity.Of(BindingFor, "binding +1", "binding +1s")}, and needs {LeastBindingFor}."
        : BindingFor <= BindingAgainst ? $"It has {BindingFor} binding +1s and {BindingAgainst} binding -1s, and needs more +1s than -1s."
        : null;

    /// <param name="ballots">The last one of each voter.</param>
    public static Tally Of(IReadOnlyCollection<Ballot> ballots)
    {
        ArgumentNullException.ThrowIfNull(ballots);
        int Count(bool binding, BallotChoice choice) => ballots.Count(ballot => ballot.IsBinding == binding && ballot.Choice == choice);
        return new Tally(
            Count(true, BallotChoice.For), Count(true, BallotChoice.Abstain), Count(true, BallotChoice.Against),
            Count(false, BallotChoice.For), Count(false, BallotChoice.Abstain), Count(false, BallotChoice.Against));
    }
}
