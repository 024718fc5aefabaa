using System.Diagnostics;
using System.Security.Cryptography;
using Dashboard.Features.Votes;

namespace Dashboard.Tests.Features.Votes;

public sealed class ManifestTests
{
    [Fact]
    public void The_digest_is_the_one_that_sha256sum_gives()
    {
        var directory = Directory.CreateTempSubdirectory("dashboard-manifest-");
        try
        {
            string[] paths = ["b.txt", "a/é.txt", "a.txt", "Z z.txt"];
            foreach (var path in paths)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(directory.FullName, path))!);
                File.WriteAllText(Path.Combine(directory.FullName, path), path);
            }

            using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", @"find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum"])
            {
                WorkingDirectory = directory.FullName,
                RedirectStandardOutput = true,
            })!;
            var expected = shell.StandardOutput.ReadToEnd()[..64];

            Assert.Equal(expected, Manifest.Digest(paths.Select(path => (path, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(directory.FullName, path))))))));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
