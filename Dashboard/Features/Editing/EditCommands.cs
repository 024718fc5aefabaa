using Dashboard.Data;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Editing;

/// <summary>
/// Creates, changes and deletes a named thing, for administrators. Each method is one unit of work: it validates what was written, holds it
/// against the database, refuses to overwrite another person's change, writes the audit entry, and commits.
/// </summary>
public abstract partial class EditCommands<TEntity, TDetails>(IDbContextFactory<ReleaseDbContext> contexts, TimeProvider time, ILogger logger)
    where TEntity : class
    where TDetails : class, IDetails<TDetails>
{
    /// <summary>What the thing is called, as in "There is no committee 'tooling'".</summary>
    protected abstract string Noun { get; }

    /// <summary>Words of the audit trail.</summary>
    protected abstract (string Created, string Changed, string Deleted) Actions { get; }

    /// <exception cref="NotAllowedException">The caller is no administrator.</exception>
    public async Task<Outcome<TEntity>> CreateAsync(Caller caller, TDetails details, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        details = details.Normalize();
        if (details.Validate() is { } rule)
        {
            return new Refused(rule);
        }

        // Every transaction begins as a writer: what is read here still holds when it is written.
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await FindAsync(context, details.Name, cancellation) is not null)
        {
            return new Refused($"There is a {Noun} '{details.Name}' already.");
        }

        if (await WhyRefusedAsync(context, details, cancellation) is { } reason)
        {
            return new Refused(reason);
        }

        var entity = Build(caller, details, Now);
        // Deleting the last thing of this name may have been cut off.
        await EndRightsAsync(caller, details.Name, cancellation);
        context.Add(entity);
        context.Audit(caller, Now, Actions.Created, details.Name, ("as", details));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        LogCreated(Noun, details.Name, caller.UserName);
        return entity;
    }

    /// <param name="before">What the caller saw: another person's change since then is not overwritten.</param>
    /// <param name="details">What it shall be; the key stays whatever stands here.</param>
    /// <exception cref="NotAllowedException">The caller is no administrator.</exception>
    public async Task<Outcome<TEntity>> UpdateAsync(Caller caller, TDetails before, TDetails details, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        before = before.Normalize();
        details = details.Normalize().WithName(before.Name);
        if (details.Validate() is { } rule)
        {
            return new Refused(rule);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await FindAsync(context, before.Name, cancellation) is not { } entity)
        {
            return Gone(before.Name);
        }

        if (!Describe(entity).Normalize().Equals(before))
        {
            return new Refused($"This {Noun} was changed by someone else since you opened it. Close the dialog, look at the change, and edit again.");
        }

        if (await WhyRefusedAsync(context, details, cancellation) is { } reason)
        {
            return new Refused(reason);
        }

        Apply(entity, details);
        context.Audit(caller, Now, Actions.Changed, details.Name, ("from", before), ("to", details));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        LogChanged(Noun, details.Name, caller.UserName);
        return entity;
    }

    /// <exception cref="NotAllowedException">The caller is no administrator.</exception>
    public async Task<Outcome<TEntity>> DeleteAsync(Caller caller, string name, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await FindAsync(context, name, cancellation) is not { } entity)
        {
            return Gone(name);
        }

        if (await WhyKeptAsync(context, entity, cancellation) is { } reason)
        {
            return new Refused(reason);
        }

        await RemoveAsync(context, entity, cancellation);
        context.Audit(caller, Now, Actions.Deleted, name, ("was", Describe(entity)));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);

        // No longer cancelled: half a deletion would leave rights to nothing.
        await EndRightsAsync(caller, name, CancellationToken.None);
        LogDeleted(Noun, name, caller.UserName);
        return entity;
    }

    protected abstract Task<TEntity?> FindAsync(ReleaseDbContext context, string name, CancellationToken cancellation);

    protected abstract TDetails Describe(TEntity entity);

    /// <returns>The rule that the details break in the light of the database, in a sentence; null when none.</returns>
    protected abstract Task<string?> WhyRefusedAsync(ReleaseDbContext context, TDetails details, CancellationToken cancellation);

    protected abstract TEntity Build(Caller caller, TDetails details, DateTime now);

    /// <summary>Writes the details into an entity that is there, and touches nothing else of it.</summary>
    protected abstract void Apply(TEntity entity, TDetails details);

    /// <returns>Why the thing cannot be deleted and what to do first, in a sentence; null when it can.</returns>
    protected abstract Task<string?> WhyKeptAsync(ReleaseDbContext context, TEntity entity, CancellationToken cancellation);

    /// <summary>Removes the entity and what goes with it.</summary>
    protected virtual Task RemoveAsync(ReleaseDbContext context, TEntity entity, CancellationToken cancellation)
    {
        context.Remove(entity);
        return Task.CompletedTask;
    }

    /// <summary>Ends the rights that refer to the name outside this database: before the name is used again, and after it was deleted.</summary>
    protected virtual Task EndRightsAsync(Caller caller, string name, CancellationToken cancellation) => Task.CompletedTask;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private Refused Gone(string name) => new($"There is no {Noun} '{name}' any more: it was deleted.");

    [LoggerMessage(LogLevel.Information, "The {Noun} {Name} was created by {User}")]
    private partial void LogCreated(string noun, string name, string user);

    [LoggerMessage(LogLevel.Information, "The {Noun} {Name} was changed by {User}")]
    private partial void LogChanged(string noun, string name, string user);

    [LoggerMessage(LogLevel.Information, "The {Noun} {Name} was deleted by {User}")]
    private partial void LogDeleted(string noun, string name, string user);
}
