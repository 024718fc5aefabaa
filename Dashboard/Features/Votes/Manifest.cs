using System.Security.Cryptography;
using System.Text;
using Dashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Votes;

/// <summary>
/// The files of a revision as one digest: SHA-256 of the lines that <c>sha256sum</c> prints for them, sorted by the bytes of their paths. Anyone who
/// has the files computes it with <c>find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum</c>.
/// </summary>
internal static class Manifest
{
    public static async Task<string> DigestAsync(ReleaseDbContext context, string revisionName, CancellationToken cancellation) =>
        Digest((await context.RevisionFiles.Where(f => f.RevisionName == revisionName).Select(f => new { f.Path, f.Sha256 }).ToListAsync(cancellation))
            .Select(f => (f.Path, f.Sha256)));

    public static string Digest(IEnumerable<(string Path, string Sha256)> files)
    {
        var lines = files.Select(file => (Bytes: Encoding.UTF8.GetBytes(file.Path), file.Sha256)).ToList();
        lines.Sort((one, other) => one.Bytes.AsSpan().SequenceCompareTo(other.Bytes));
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, sha256) in lines)
        {
            digest.AppendData(Encoding.ASCII.GetBytes(sha256 + "  "));
            digest.AppendData(path);
            digest.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}
