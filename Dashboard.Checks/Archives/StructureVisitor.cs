using System.Text.Json;

namespace Dashboard.Checks.Archives;

/// <summary>
/// A source archive unpacks into one folder named like the archive, with or without the word for source; an npm package into
/// <c>package/</c> with a package.json of that name and version.
/// </summary>
internal sealed class StructureVisitor(string artifact) : IArchiveVisitor
{
    private const int MaxPackageJsonBytes = 256 * 1024;
    private const int MaxListed = 10;

    private static readonly string[] SourceWords = ["-src", "-source", "-sources", "-source-release", "_src"];

    private readonly string _stem = ArchiveFormats.Stem(artifact);
    private readonly SortedSet<string> _roots = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _topFiles = new(StringComparer.Ordinal);
    private (string? Name, string? Version)? _package;

    public int BytesWanted(ArchiveMember member) => member is { Path: "package/package.json", Kind: MemberKind.File } ? MaxPackageJsonBytes : 0;

    public void Visit(ArchiveMember member, ReadOnlyMemory<byte> head)
    {
        if (member.IsMacMetadata || member.Path is "." or "pax_global_header")
        {
            return;
        }

        var slash = member.Path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 && member.Kind != MemberKind.Directory)
        {
            Remember(_topFiles, member.Path);
        }
        else
        {
            Remember(_roots, slash < 0 ? member.Path : member.Path[..slash]);
        }

        if (BytesWanted(member) > 0)
        {
            _package = ReadPackage(head);
        }
    }

    public IReadOnlyList<Finding> Finish()
    {
        if (_topFiles.Count > 0)
        {
            return [new(FindingStatus.Blocker, $"Files lie at the top of the archive, outside any folder: {Listed(_topFiles)}. Put everything into one folder, \"{Printable.Of(_stem)}\".")];
        }

        return _roots.Count switch
        {
            0 => [new(FindingStatus.Blocker, "The archive has no folder at its top.")],
            > 1 => [new(FindingStatus.Blocker, $"The archive has several folders at its top: {Listed(_roots)}. Put everything into one, \"{Printable.Of(_stem)}\".")],
            _ => [OfRoot(_roots.Min!)],
        };
    }

    private Finding OfRoot(string root)
    {
        if (root == "package" && _package is var (name, version))
        {
            var expected = $"{name?.TrimStart('@').Replace('/', '-')}-{version}";
            return Without(_stem) == expected || _stem == expected
                ? new(FindingStatus.Note, "The archive is an npm package whose name and version fit the file's name.")
                : new(FindingStatus.Concern, $"The archive is an npm package \"{Printable.Of(name ?? "?", 100)}\" {Printable.Of(version ?? "?", 50)}, and the file's name says \"{Printable.Of(_stem)}\".");
        }

        return Without(root) == Without(_stem)
            ? new(FindingStatus.Note, $"Everything is in one folder, \"{Printable.Of(root)}\".")
            : new(FindingStatus.Concern, $"The archive unpacks into \"{Printable.Of(root)}\" where its name promises \"{Printable.Of(_stem)}\". Rename the folder, or the archive.");
    }

    /// <summary>A stem without the word for source, wherever it stands: example-1.0-src and example-src-1.0 are example-1.0.</summary>
    private static string Without(string stem)
    {
        foreach (var word in SourceWords.OrderByDescending(word => word.Length))
        {
            var at = stem.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            var end = at + word.Length;
            if (at > 0 && (end == stem.Length || stem[end] is '-' or '_'))
            {
                return stem.Remove(at, word.Length);
            }
        }

        return stem;
    }

    private static (string? Name, string? Version)? ReadPackage(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind != JsonValueKind.Object ? null : (Text("name"), Text("version"));

            string? Text(string name) => document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Remember(SortedSet<string> names, string name)
    {
        if (names.Count <= MaxListed)
        {
            names.Add(name);
        }
    }

    private static string Listed(SortedSet<string> names) =>
        string.Join(", ", names.Take(MaxListed).Select(name => $"\"{Printable.Of(name, 60)}\"")) + (names.Count > MaxListed ? " and more" : string.Empty);
}
