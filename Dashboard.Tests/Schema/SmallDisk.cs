using System.Text.Json;
using Dashboard.Data.Schema;
using Dashboard.Tests.Schema.Fixture;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Schema;

/// <summary>In a worker, on a small disk of its own: the same upgrade with more and more room, until it goes through.</summary>
internal static class SmallDisk
{
    private const int Step = 256 * 1024;

    /// <summary>Writes as JSON how each try ended, and what was there then.</summary>
    public static async Task RunAsync(string directory)
    {
        using var engine = FixtureDatabase.EngineAt(directory, FixtureDatabase.Chain);
        await engine.StartAsync(ApplyAtStart.Never);
        var before = FixtureDatabase.Contents(engine.DatabasePath);
        var plan = engine.Plan();
        var filler = Path.Combine(directory, "filler");
        var tries = new List<Try>();
        for (var room = Step; tries is [] or [.., { IsAsBefore: true }]; room += Step)
        {
            Fill(filler, leave: room);
            var said = await TryAsync(engine, plan);
            File.Delete(filler);
            await engine.RecoverAsync();
            tries.Add(new(
                said,
                engine.Journal.History(1)[0].State,
                FixtureDatabase.Contents(engine.DatabasePath).SequenceEqual(before),
                engine.Inspect().Condition));
        }

        Console.WriteLine(JsonSerializer.Serialize(tries));
    }

    /// <param name="Said">How the run said that it ended; an exception by its name.</param>
    /// <param name="Recorded">How the newest run on record ended, once there was room again.</param>
    /// <param name="IsAsBefore">Whether the database holds what it did before.</param>
    /// <param name="Condition">The database's.</param>
    internal sealed record Try(string Said, SchemaRunState Recorded, bool IsAsBefore, SchemaCondition Condition);

    private static async Task<string> TryAsync(SchemaEngine engine, SchemaPlan plan)
    {
        try
        {
            return (await engine.RunAsync(plan, new("worker"), acceptLoss: true)).Outcome.ToString();
        }
        catch (Exception full) when (full is SqliteException or IOException or DbUpdateException)
        {
            // The journal lies on the same disk.
            return full.GetType().Name;
        }
    }

    private static void Fill(string path, long leave)
    {
        using var file = File.Create(path);
        var free = new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace - leave;
        var block = new byte[4096];
        for (; free >= block.Length; free -= block.Length)
        {
            file.Write(block);
        }
    }
}
