using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Security;

namespace Dashboard.Features.Demo;

/// <summary>A candidate's files in a directory, as a release manager makes them at home, mistakes included.</summary>
internal sealed class DemoCandidate
{
    private readonly DateTime _now;

    /// <param name="directory">Made empty.</param>
    /// <param name="now">UTC.</param>
    public DemoCandidate(string directory, DateTime now)
    {
        (Directory, _now) = (directory, now);
        if (System.IO.Directory.Exists(directory))
        {
            System.IO.Directory.Delete(directory, recursive: true);
        }

        System.IO.Directory.CreateDirectory(directory);
    }

    public string Directory { get; }

    /// <summary>Makes an archive with its signature and digest, nothing wrong with it.</summary>
    /// <param name="key">Who signs; null when it is left unsigned.</param>
    /// <param name="signed">When; null for some hours ago.</param>
    public async Task<string> AddAsync(
        string name, IReadOnlyList<ArchiveMember> members, DemoKey? key, CancellationToken cancellation, DateTime? signed = null)
    {
        await DemoArchive.WriteAsync(PathOf(name), members, _now.AddHours(-6), cancellation);
        await DigestAsync(name, cancellation);
        if (key is not null)
        {
            Sign(name, key, signed);
        }

        return name;
    }

    /// <summary>Writes a signature into the .asc, after those that are there.</summary>
    public void Sign(string name, DemoKey key, DateTime? signed = null)
    {
        using var content = File.OpenRead(PathOf(name));
        File.AppendAllText(PathOf(name + ".asc"), key.Sign(content, signed ?? _now.AddHours(-5)));
    }

    /// <summary>Writes the .sha512 as sha512sum(1) does.</summary>
    public async Task DigestAsync(string name, CancellationToken cancellation)
    {
        await using var content = File.OpenRead(PathOf(name));
        var digest = await SHA512.HashDataAsync(content, cancellation);
        await WriteAsync(name + ".sha512", $"{Convert.ToHexStringLower(digest)}  {name}\n", cancellation);
    }

    /// <inheritdoc cref="DigestAsync"/>
    public async Task DigestSha256Async(string name, CancellationToken cancellation)
    {
        await using var content = File.OpenRead(PathOf(name));
        var digest = await SHA256.HashDataAsync(content, cancellation);
        await WriteAsync(name + ".sha256", $"{Convert.ToHexStringLower(digest)}  {name}\n", cancellation);
    }

    /// <summary>Writes the .md5 that release scripts of old still make.</summary>
    public async Task DigestMd5Async(string name, CancellationToken cancellation) =>
        await WriteAsync(name + ".md5", $"{Convert.ToHexStringLower(DigestUtilities.CalculateDigest("MD5", await File.ReadAllBytesAsync(PathOf(name), cancellation)))}  {name}\n", cancellation);

    /// <summary>What a bad disk or a rebuilt archive does after everything was signed.</summary>
    public void ChangeOneByte(string name)
    {
        using var content = File.Open(PathOf(name), FileMode.Open);
        content.Position = content.Length / 2;
        var old = content.ReadByte();
        content.Position--;
        content.WriteByte((byte)(old ^ 0x20));
    }

    public void Remove(string name) => File.Delete(PathOf(name));

    public Task WriteAsync(string name, string text, CancellationToken cancellation) =>
        File.WriteAllTextAsync(PathOf(name), text, new UTF8Encoding(false), cancellation);

    private string PathOf(string name) => Path.Combine(Directory, name);
}
