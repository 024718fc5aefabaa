using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>Keeps writers out of the database during a run, and lets them in again where the schema fits the code.</summary>
internal sealed class SchemaMaintenanceMode(SchemaCore core)
{
    /// <summary>Refuses writers and waits until the work under way has ended.</summary>
    /// <exception cref="SchemaException">Work did not end. Nothing was changed.</exception>
    public async Task EnterAsync(long runId, string reason, RunProgress watch, CancellationToken cancellation)
    {
        watch.Enter(SchemaRunState.Draining, "Enter maintenance mode and wait for running jobs");
        core.IsChanging = true;
        core.Journal.EnterMaintenance(runId, reason);
        await core.Options.Gate.CloseAsync(reason, cancellation);
        if ((await core.Options.Gate.WaitForWorkAsync(core.Options.DrainPatience, cancellation)).Count == 0)
        {
            return;
        }

        await core.Options.Gate.CancelWorkAsync(cancellation);
        if (await core.Options.Gate.WaitForWorkAsync(core.Options.DrainPatience, cancellation) is { Count: > 0 } stubborn)
        {
            throw new SchemaException($"{string.Join(", ", stubborn)} did not end. Nothing was changed; stop it, then try again.");
        }
    }

    /// <summary>Lets work continue after a run, unless its outcome is not sound.</summary>
    public async Task LeaveAsync()
    {
        try
        {
            if (core.Stuck is not null)
            {
                await core.Options.Gate.CloseAsync(core.Stuck, CancellationToken.None);
                return;
            }

            core.Journal.LeaveMaintenance();
            await OpenIfFitsAsync();
        }
        catch (Exception error) when (SchemaErrors.IsStorage(error))
        {
            // Maintenance stays on record, and whoever looks there settles the run as soon as it can be written.
            await core.Options.Gate.CloseAsync($"The end of a schema change could not be recorded: {error.Message}", CancellationToken.None);
        }
        finally
        {
            core.IsChanging = false;
        }
    }

    /// <summary>Lets work go on where the schema is as the code wants it; elsewhere only the schema page may.</summary>
    public async Task OpenIfFitsAsync()
    {
        var inspection = core.Inspect();
        if (inspection.Fits && core.Stuck is null)
        {
            await core.Options.Gate.OpenAsync();
        }
        else
        {
            await core.Options.Gate.CloseAsync(core.Stuck ?? inspection.Sentence, CancellationToken.None);
        }
    }
}
