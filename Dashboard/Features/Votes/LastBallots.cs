using Dashboard.Data;
using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Votes;

internal static class LastBallots
{
    /// <summary>Returns the ballot of each voter that counts: the last one. In the order in which they were cast.</summary>
    public static Task<List<Ballot>> LastBallotsAsync(this ReleaseDbContext context, long voteId, CancellationToken cancellation) =>
        context.Ballots.Where(b => b.VoteId == voteId && !context.Ballots.Any(later => later.VoteId == voteId && later.Voter == b.Voter && later.Id > b.Id))
            .OrderBy(b => b.Id).AsNoTracking().ToListAsync(cancellation);
}
