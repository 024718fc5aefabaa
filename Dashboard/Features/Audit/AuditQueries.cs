using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Audit;

/// <param name="Details">A JSON object.</param>
public sealed record AuditRow(long Id, DateTime At, string Who, string Action, string Subject, string Details);

/// <param name="Before">Ask with this id for the next page; null on the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Rows, long? Before);

/// <summary>Reads of the audit trail.</summary>
public sealed class AuditQueries(IDbContextFactory<OperationsDbContext> contexts)
{
    /// <summary>The newest first, a page at a time by key, for an administrator.</summary>
    /// <param name="who">Words that the user name holds; null for all.</param>
    /// <param name="what">Words that the act or its subject holds; null for all.</param>
    /// <param name="before">Those with smaller ids; null for the newest.</param>
    /// <exception cref="NotAllowedException">The caller is no administrator.</exception>
    public async Task<AuditPage> ListAsync(Caller caller, string? who, string? what, long? before, int most, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var entries = context.AuditEntries.AsQueryable();
        if (!string.IsNullOrWhiteSpace(who))
        {
            var name = Pattern(who.Trim());
            entries = entries.Where(e => EF.Functions.Like(e.Who, name, Escape));
        }

        if (!string.IsNullOrWhiteSpace(what))
        {
            var thing = Pattern(what.Trim());
            entries = entries.Where(e => EF.Functions.Like(e.Action, thing, Escape) || EF.Functions.Like(e.Subject, thing, Escape));
        }

        if (before is { } id)
        {
            entries = entries.Where(e => e.Id < id);
        }

        var rows = await entries.OrderByDescending(e => e.Id).Take(most + 1)
            .Select(e => new AuditRow(e.Id, e.At, e.Who, e.Action, e.Subject, e.Details)).ToListAsync(cancellation);
        return rows.Count > most ? new AuditPage(rows[..most], rows[most - 1].Id) : new AuditPage(rows, null);
    }

    private const string Escape = "\\";

    private static string Pattern(string words) =>
        $"%{words.Replace(Escape, @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
}
