using System.CommandLine;
using Dashboard.Checks;
using Dashboard.Checks.OpenPgp;
using Dashboard.Features.State;

namespace Dashboard.CommandLine.Check;

/// <summary><c>dashboard.sh check PATH</c>: checks a folder of release files, or one artifact, without a server.</summary>
internal static class CheckVerb
{
    private const int MaxKeysBytes = 32 * 1024 * 1024;

    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string>("PATH") { Description = "A folder of release files, or one artifact with its companions beside it." };
        var keys = new Option<string[]>("--keys")
        {
            Description = "A KEYS file with the public keys of those who may sign; can be repeated.",
            HelpName = "KEYS",
            AllowMultipleArgumentsPerToken = false,
        };
        var json = new Option<bool>("--json") { Description = "Print JSON and nothing else." };
        var podling = new Option<bool>("--podling") { Description = "Apply the rules for projects in the Apache Incubator." };
        var command = new Command("check", "Check paths, digests, signatures, archives and licences. Exits 0 when nothing blocks, 1 for a blocker, 2 for a wrong argument, 3 when the check itself failed.")
        {
            path, keys, json, podling,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            terminal,
            parsed.GetRequiredValue(path),
            parsed.GetValue(keys) ?? [],
            parsed.GetValue(json),
            parsed.GetValue(podling),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string path, string[] keyFiles, bool isJson, bool isPodling, CancellationToken cancellation)
    {
        var isFolder = Directory.Exists(path);
        if (!isFolder && (!File.Exists(path) || !UnixFile.IsRegular(path)))
        {
            return await RefuseAsync(terminal, File.Exists(path) ? $"\"{path}\" is neither a folder nor a regular file." : $"\"{path}\" does not exist.");
        }

        var (ring, problem) = await ReadKeysAsync(keyFiles, cancellation);
        if (problem is not null)
        {
            return await RefuseAsync(terminal, problem);
        }

        var folder = isFolder ? ReleaseFolder.Scan(path) : ReleaseFolder.Single(path);
        var files = await CheckAsync(folder, ring, isPodling, isFolder, terminal, cancellation);
        var report = CheckReport.Of(path, files, ring);
        if (isJson)
        {
            await CheckReportWriter.WriteJsonAsync(report, terminal.Out);
        }
        else
        {
            foreach (var unusable in ring.Problems)
            {
                await terminal.Error.WriteLineAsync($"KEYS: {ConsoleText.OneLine(unusable.Message)}");
            }

            await CheckReportWriter.WriteTableAsync(report, terminal.Out);
        }

        return report.Verdict == "passed" ? ExitCode.Done : ExitCode.Blocked;
    }

    private static async Task<List<FileReport>> CheckAsync(
        ReleaseFolder folder, KeyRing ring, bool isPodling, bool isWhole, Terminal terminal, CancellationToken cancellation)
    {
        // Findings about the release as a whole say nothing about a single file.
        var checks = PathsCheck.Run(folder.Paths, isPodling).Where(finding => isWhole || finding.Path.Length > 0).Concat(folder.Findings)
            .GroupBy(finding => finding.Path, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => new List<FileCheckReport> { new(CheckNames.Paths, null, [.. group.Select(finding => finding.Finding)]) },
                StringComparer.Ordinal);

        var plans = CheckPlan.Of(folder.Paths).Where(plan => plan.Checks.Count > 0).ToList();
        var progress = new CheckProgress(terminal);
        try
        {
            foreach (var (index, plan) in plans.Index())
            {
                progress.Begin(plan.Artifact, index + 1, plans.Count);
                var outcomes = await ArtifactChecks.RunAsync(plan with { IsPodling = isPodling }, folder, ring, progress, terminal.Time.GetUtcNow().UtcDateTime, cancellation);
                checks[plan.Artifact].AddRange(outcomes.Select(outcome => new FileCheckReport(outcome.Check.Name, outcome.Check.CompanionPath == plan.Artifact ? null : outcome.Check.CompanionPath, outcome.Findings)));
            }
        }
        finally
        {
            progress.End();
        }

        var files = folder.Paths.ToHashSet(StringComparer.Ordinal);
        return [.. checks.Select(entry => new FileReport(entry.Key, files.Contains(entry.Key) ? SizeOf(folder, entry.Key) : null, entry.Value))];
    }

    private static long? SizeOf(ReleaseFolder folder, string path)
    {
        try
        {
            return folder.Size(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<(KeyRing Ring, string? Problem)> ReadKeysAsync(string[] keyFiles, CancellationToken cancellation)
    {
        var contents = new List<byte[]>();
        foreach (var file in keyFiles)
        {
            byte[]? content;
            try
            {
                content = await ReadBoundedAsync(file, cancellation);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return (KeyRing.Empty, $"The keys cannot be read: {error.Message}");
            }

            if (content is null)
            {
                return (KeyRing.Empty, $"\"{file}\" is larger than {ConsoleText.Size(MaxKeysBytes)}, too large for a KEYS file.");
            }

            contents.Add(content);
        }

        var ring = KeyRing.Parse(contents);
        return keyFiles.Length > 0 && ring.Keys.Count == 0
            ? (ring, $"\"{keyFiles[0]}\" holds no public key. {(ring.Problems.Count > 0 ? ring.Problems[0].Message : string.Empty)}".TrimEnd())
            : (ring, null);
    }

    /// <summary>Reads a file, or a pipe as in <c>--keys &lt;(gpg --export)</c>.</summary>
    /// <returns>Null when it is too large.</returns>
    private static async Task<byte[]?> ReadBoundedAsync(string file, CancellationToken cancellation)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > MaxKeysBytes)
            {
                return null;
            }
        }

        return content.ToArray();
    }

    private static async Task<int> RefuseAsync(Terminal terminal, string problem)
    {
        await terminal.Error.WriteLineAsync(ConsoleText.OneLine(problem));
        return ExitCode.UsageError;
    }
}
