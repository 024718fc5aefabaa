using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

public sealed partial class SchemaEngine
{
    private async Task DrainAsync(long runId, string reason, RunProgress watch, CancellationToken cancellation)
    {
        watch.Enter(SchemaRunState.Draining, "Refuse writers and wait for jobs");
        IsChanging = true;
        Journal.EnterMaintenance(runId, reason);
        await _options.Gate.CloseAsync(reason, cancellation);
        if ((await _options.Gate.WaitForWorkAsync(_options.DrainPatience, cancellation)).Count == 0)
        {
            return;
        }

        await _options.Gate.CancelWorkAsync(cancellation);
        if (await _options.Gate.WaitForWorkAsync(_options.DrainPatience, cancellation) is { Count: > 0 } stubborn)
        {
            throw new SchemaException($"{string.Join(", ", stubborn)} did not end. Nothing was changed; end it and try again.");
        }
    }

    private async Task ReopenAsync()
    {
        try
        {
            if (_stuck is not null)
            {
                await _options.Gate.CloseAsync(_stuck, CancellationToken.None);
                return;
            }

            Journal.LeaveMaintenance();
            await OpenIfFitsAsync();
        }
        catch (Exception error) when (error is SqliteException or IOException or DbUpdateException)
        {
            // Maintenance stays on record, and whoever looks there settles the run as soon as it can be written.
            await _options.Gate.CloseAsync($"The end of a schema change could not be recorded: {error.Message}", CancellationToken.None);
        }
        finally
        {
            IsChanging = false;
        }
    }

    /// <summary>Lets work go on where the schema is as the code wants it; elsewhere only the schema page may.</summary>
    private async Task OpenIfFitsAsync()
    {
        var inspection = Inspect();
        if (inspection.Fits && _stuck is null)
        {
            await _options.Gate.OpenAsync();
        }
        else
        {
            await _options.Gate.CloseAsync(_stuck ?? inspection.Sentence, CancellationToken.None);
        }
    }
}
