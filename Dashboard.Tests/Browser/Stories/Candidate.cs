using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Dashboard.Checks.Licences;
using Dashboard.Tests.Checks.Support;

namespace Dashboard.Tests.Browser.Stories;

/// <summary>A release manager's directory: a real archive with its signature and digest.</summary>
internal sealed class Candidate : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dashboard-candidate-");

    /// <param name="archive">Such as <c>apache-widget-1.0.0-src.tar.gz</c>.</param>
    /// <param name="bytes">Random ones beside the sources, so many that the archive has about this size.</param>
    public Candidate(TestKey key, string archive, int bytes = 64 * 1024)
    {
        Archive = Path.Combine(_directory.FullName, archive);
        Write(bytes);
        var content = File.ReadAllBytes(Archive);
        File.WriteAllText(Archive + ".asc", key.SignToArmor(content));
        File.WriteAllText(Archive + ".sha512", $"{Convert.ToHexStringLower(SHA512.HashData(content))}  {archive}\n");
    }

    public string Archive { get; }

    public string[] Files => [Archive, Archive + ".asc", Archive + ".sha512"];

    public void ChangeOneByte()
    {
        using var content = File.Open(Archive, FileMode.Open);
        content.Position = content.Length / 2;
        var old = content.ReadByte();
        content.Position--;
        content.WriteByte((byte)(old ^ 1));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private void Write(int bytes)
    {
        var root = Path.GetFileName(Archive)[..^".tar.gz".Length];
        using var file = File.Create(Archive);
        using var gzip = new GZipStream(file, CompressionLevel.NoCompression);
        using var tar = new TarWriter(gzip);
        foreach (var (name, content) in new[]
        {
            ("LICENSE", Encoding.UTF8.GetBytes(LicenceFile.ApacheLicense)),
            ("NOTICE", Encoding.UTF8.GetBytes("Apache Harbour\nCopyright 2026 The Apache Software Foundation\n\nThis product includes software developed at\nThe Apache Software Foundation (https://www.apache.org/).\n")),
            ("src/tables.bin", RandomNumberGenerator.GetBytes(bytes)),
        })
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{root}/{name}") { DataStream = new MemoryStream(content) });
        }
    }
}
