namespace Dashboard.Features.Votes;

/// <summary>What a vote starts with.</summary>
/// <param name="Revision">The revision that the caller saw, five digits: a newer one is not voted on by mistake.</param>
/// <param name="Hours">0, or 72 to 144.</param>
/// <param name="Recipient">The list that is asked to vote.</param>
/// <param name="Subject">Of the mail, one line.</param>
/// <param name="Body">Of the mail.</param>
public sealed record VoteCall(string Revision, int Hours, string Recipient, string Subject, string Body);
