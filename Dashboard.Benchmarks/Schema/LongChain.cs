using System.Diagnostics;
using Dashboard.Benchmarks.Storage;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Dashboard.Live;
using Microsoft.Extensions.Options;

namespace Dashboard.Benchmarks.Schema;

/// <summary>What the schema page reads to show itself, with 100 migrations and 1,000 runs.</summary>
internal static class LongChain
{
    private const int Migrations = 100;
    private const int Runs = 1_000;
    private const double Limit = 300;

    public static void Run(Report report)
    {
        report.Section($"The schema page's reading, with {Migrations} migrations and {Runs:N0} runs");
        using var state = new BenchState();
        state.BringUpOperations();
        var chain = MadeChain.Of(Migrations);
        using var engine = state.Engine(chain);
        if (engine.StartAsync(ApplyAtStart.Always).GetAwaiter().GetResult() is { Serves: false } start)
        {
            throw new InvalidOperationException(start.Sentence);
        }

        for (var run = 0; run < Runs; run++)
        {
            var id = engine.Journal.Begin(Data.Operations.SchemaRunKind.Rehearsal, new("bench"), null, chain.Ids[run % Migrations], null, 1);
            engine.Journal.AddSteps(id, [new(chain.Step(chain.Ids[run % Migrations], SchemaDirection.Up), TimeSpan.FromMilliseconds(1), new Dictionary<string, long> { ["table"] = 1 })]);
            engine.Journal.Finish(id, SchemaRunState.Succeeded);
        }

        using var another = state.Engine(chain);
        var queries = new SchemaQueries(another, new Maintenance(new ChangeFeed(), TimeProvider.System), Options.Create(new SchemaOptions()), TimeProvider.System);
        var first = Time(() => queries.Status(Caller.Server));
        report.Line("first look after a start, with the replay of all migrations", $"{first:F0} ms");
        var looks = Enumerable.Range(0, 30).Select(_ => Time(() => queries.Status(Caller.Server))).ToList();
        report.Target($"a look (p95 under {Limit:F0} ms)", Report.Times(looks), Report.At(looks, 0.95) < Limit);
        var opened = Enumerable.Range(0, 30).Select(at => Time(() => queries.Migration(Caller.Server, chain.Ids[at]))).ToList();
        report.Line("a migration is opened", Report.Times(opened));
    }

    private static double Time(Action act)
    {
        var clock = Stopwatch.StartNew();
        act();
        return clock.Elapsed.TotalMilliseconds;
    }
}
