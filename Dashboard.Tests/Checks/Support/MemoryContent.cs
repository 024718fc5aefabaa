using System.Text;
using Dashboard.Checks;

namespace Dashboard.Tests.Checks.Support;

/// <summary>A release in memory, which counts how often each file is opened.</summary>
internal sealed class MemoryContent : IReleaseContent
{
    private readonly Dictionary<string, byte[]> _files = [];

    public Dictionary<string, int> Opened { get; } = [];

    public IReadOnlyCollection<string> Paths => _files.Keys;

    /// <summary>What every file claims as its size, when it lies.</summary>
    public long? ClaimedSize { get; init; }

    public MemoryContent Add(string path, byte[] content)
    {
        _files[path] = content;
        return this;
    }

    public MemoryContent Add(string path, string content) => Add(path, Encoding.UTF8.GetBytes(content));

    public Stream Open(string path)
    {
        Opened[path] = Opened.GetValueOrDefault(path) + 1;
        return new MemoryStream(_files[path], false);
    }

    public long Size(string path) => ClaimedSize ?? _files[path].Length;
}
