using Dashboard.Checks;
using Dashboard.Features.Blobs;

namespace Dashboard.Features.Checks;

/// <summary>The files of one revision, read from the blob store.</summary>
internal sealed class RevisionContent(BlobStore blobs, IReadOnlyDictionary<string, (string Sha256, long Size)> files) : IReleaseContent
{
    public Stream Open(string path) => blobs.Open(files[path].Sha256);

    public long Size(string path) => files[path].Size;
}
