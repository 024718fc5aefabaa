namespace Dashboard.Features.Announcements;

/// <summary>Addresses of public files, relative to the site's root.</summary>
internal static class PublicAddress
{
    public static string OfFile(CatalogueEntry entry, string path) =>
        $"downloads/{entry.CommitteeName}/{entry.ProjectName}/{entry.Version}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";

    public static string OfKeys(string committee) => $"downloads/{committee}/KEYS";
}
