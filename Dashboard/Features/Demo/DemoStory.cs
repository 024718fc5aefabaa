using Dashboard.Features.Accounts;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Demo;

/// <summary>What happened before the visitor came: releases that passed, and releases that failed in the ways real ones do.</summary>
internal sealed class DemoStory(DemoState state, DemoCommittees committees, DemoUploads uploads, DemoVotes votes, IOptions<DemoOptions> options, TimeProvider time)
{
    private static readonly DemoProduct Tidewater = new("tidewater", "Apache Tidewater");
    private static readonly DemoProduct Connectors = new("tidewater-connectors", "Apache Tidewater Connectors");
    private static readonly DemoProduct Cormorant = new("cormorant", "Apache Cormorant");
    private static readonly DemoProduct Larkspur = new("larkspur", "Apache Larkspur (Incubating)", IsPodling: true);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public async Task TellAsync(CancellationToken cancellation)
    {
        var large = options.Value.ArchiveMebibytes;

        // OpenPGP counts in seconds.
        var now = new DateTime(Now.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        var rhona = DemoKey.Rsa("Rhona Vance <rhona@tidewater.example>", now.AddYears(-6).AddDays(-40));
        var ada = DemoKey.Ed25519("Ada Castell <ada@cormorant.example>", now.AddYears(-3).AddDays(-200));
        var maren = DemoKey.Ed25519("Maren Holt <maren@tidewater.example>", now.AddYears(-2).AddDays(-11));
        var per = DemoKey.Rsa("Per Lindqvist <per@cormorant.example>", now.AddDays(-12).AddYears(-4), now.AddDays(-12) - now.AddDays(-12).AddYears(-4));
        var jun = DemoKey.Ed25519("Jun Tanabe <jun@cormorant.example>", now.AddYears(-5), revoked: now.AddDays(-30));
        var noor = DemoKey.Ed25519("Noor Haddad <noor@tidewater.example>", now.AddDays(-90));

        await committees.AddAsync(cancellation);
        await committees.AddKeysAsync("tidewater", [rhona, maren], cancellation);
        await committees.AddKeysAsync("cormorant", [ada, per, jun], cancellation);
        await committees.AddKeysAsync("larkspur", [rhona], cancellation);

        await PutAsync(Cormorant, "4.9.1", async candidate =>
        {
            var source = await SourceAsync(candidate, Cormorant, "4.9.1", "src.tar.gz", ada);
            await candidate.DigestSha256Async(source, cancellation);
        });
        await PutAsync(Cormorant, "4.9.2", candidate => SourceAsync(candidate, Cormorant, "4.9.2", "src.tar.gz", jun, now.AddDays(-2)));
        await PutAsync(Cormorant, "4.9.3", candidate => SourceAsync(candidate, Cormorant, "4.9.3", "src.tar.gz", per, now.AddDays(-40)));
        await PutAsync(Cormorant, "4.9.4", candidate => SourceAsync(candidate, Cormorant, "4.9.4", "src.tar.gz", maren));
        await PutAsync(Cormorant, "5.0.0", async candidate =>
        {
            // Two sign, and one of them has not put the key into KEYS yet.
            candidate.Sign(await SourceAsync(candidate, Cormorant, "5.0.0", "src.tar.gz", ada), noor);
            await candidate.AddAsync("apache-cormorant-5.0.0-bin.tar.gz", Cormorant.Binaries("apache-cormorant-5.0.0", large), ada, cancellation);
            await candidate.AddAsync("apache-cormorant-5.0.0-bin.zip", Cormorant.Binaries("apache-cormorant-5.0.0", large / 2), ada, cancellation);
        });

        await PutAsync(Larkspur, "0.2.0", async candidate =>
        {
            var source = await SourceAsync(candidate, Larkspur, "0.2.0-incubating", "src.tar.gz", rhona);
            await candidate.DigestMd5Async(source, cancellation);
            await candidate.WriteAsync("KEYS", DemoCommittees.KeysFile([rhona]), cancellation);
            await candidate.WriteAsync(".DS_Store", "\0\0\0\u0001Bud1", cancellation);
        });
        await PutAsync(Larkspur, "0.3.0", candidate => SourceAsync(candidate, Larkspur, "0.3.0", "src.zip", rhona));
        await PutAsync(Larkspur, "0.4.0", candidate => SourceAsync(candidate, Larkspur, "0.4.0-incubating", "src.tar.gz", rhona));

        await PutAsync(Connectors, "1.8.2", async candidate => candidate.Remove(await SourceAsync(candidate, Connectors, "1.8.2", "src.tar.gz", maren) + ".asc"));
        await PutMoreAsync(Connectors, "1.8.2", candidate => SourceAsync(candidate, Connectors, "1.8.2", "src.tar.gz", maren));
        await PutAsync(Connectors, "1.9.0", async candidate =>
        {
            // The archive was made again for the second candidate, its digest was not.
            var source = await SourceAsync(candidate, Connectors, "1.9.0", "src.tar.gz", null);
            await DemoArchive.WriteAsync(Path.Combine(candidate.Directory, source), Connectors.Sources("apache-tidewater-connectors-1.9.0", "1.9.0 (rc2)"), now, cancellation);
            candidate.Sign(source, maren);
        });
        await PutAsync(Connectors, "2.0.0", candidate => SourceAsync(candidate, Connectors, "2.0.0", "src.tar.gz", noor));

        await PutAsync(Tidewater, "2.4.0", async candidate =>
        {
            await SourceAsync(candidate, Tidewater, "2.4.0", "src.tar.gz", rhona);
            await SourceAsync(candidate, Tidewater, "2.4.0", "src.zip", rhona);
            await candidate.AddAsync("apache-tidewater-2.4.0-bin.tar.gz", Tidewater.Binaries("apache-tidewater-2.4.0", large), rhona, cancellation);
        });
        await PutAsync(Tidewater, "2.4.1", async candidate =>
        {
            candidate.ChangeOneByte(await SourceAsync(candidate, Tidewater, "2.4.1", "src.tar.gz", rhona));
            await candidate.AddAsync("apache-tidewater-2.4.1-bin.tar.gz", Tidewater.Binaries("apache-tidewater-2.4.1", large / 3), rhona, cancellation);
        });
        await LeaveToTryAsync();
        await SignInLateAsync();
        await votes.RunAsync(Tidewater.Name, "2.4.0", cancellation);
        await votes.AnnounceAsync(Connectors.Name, "1.8.2", cancellation);
        Directory.Delete(state.Workbench, recursive: true);

        async Task PutAsync(DemoProduct product, string version, Func<DemoCandidate, Task> make)
        {
            await uploads.StartAsync(ManagerOf(product), product.Name, version, cancellation);
            await PutMoreAsync(product, version, make);
        }

        async Task PutMoreAsync(DemoProduct product, string version, Func<DemoCandidate, Task> make)
        {
            var candidate = new DemoCandidate(Path.Combine(state.Workbench, $"{product.Name}-{version}"), Now);
            await make(candidate);
            await uploads.PutAsync(ManagerOf(product), product.Name, version, candidate, cancellation);
            Directory.Delete(candidate.Directory, recursive: true);
        }

        // A release without files, and two directories to drop into it: one to see it end well, one to see it blocked.
        async Task LeaveToTryAsync()
        {
            await uploads.StartAsync(DemoPeople.Rhona, Tidewater.Name, "2.5.0", cancellation);
            foreach (var isChanged in new[] { false, true })
            {
                var candidate = new DemoCandidate(Path.Combine(state.ToTry, isChanged ? "one byte changed" : "flawless"), Now);
                var source = await SourceAsync(candidate, Tidewater, "2.5.0", "src.tar.gz", rhona);
                if (isChanged)
                {
                    candidate.ChangeOneByte(source);
                }
                else
                {
                    await candidate.AddAsync("apache-tidewater-2.5.0-bin.tar.gz", Tidewater.Binaries("apache-tidewater-2.5.0", large), rhona, cancellation);
                }
            }
        }

        // Maren helped out with a release of Cormorant before her key was in its KEYS: it was added, and the check ran again.
        async Task SignInLateAsync()
        {
            await uploads.WaitForChecksAsync(Cormorant.Name, "4.9.4", cancellation);
            await committees.AddKeysAsync("cormorant", [maren], cancellation);
        }

        Task<string> SourceAsync(DemoCandidate candidate, DemoProduct product, string version, string suffix, DemoKey? key, DateTime? signed = null) =>
            candidate.AddAsync(
                $"apache-{product.Name}-{version}-{suffix}", product.Sources($"apache-{product.Name}-{version}", version), key, cancellation, signed);
    }

    private static Caller ManagerOf(DemoProduct product) => DemoPeople.Rhona.CanManage(product.Name) ? DemoPeople.Rhona : DemoPeople.Ada;
}
