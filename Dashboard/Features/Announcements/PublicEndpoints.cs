using System.Globalization;
using System.Xml.Linq;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Features.Announcements;

/// <summary>The files of announced releases, their catalogue as JSON, and the feed of announcements. Public unless a setting says otherwise.</summary>
internal static class PublicEndpoints
{
    private const int MostInFeed = 50;
    private const int MostInCatalogue = 1000;

    /// <summary>With a text of its own: an empty answer would become a page that asks for a sign-in.</summary>
    private static IResult NotFound => Results.Text("There is no such file.\n", "text/plain", statusCode: StatusCodes.Status404NotFound);

    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    public static void MapPublic(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("");
        if (app.ServiceProvider.GetRequiredService<IOptions<AnnouncementOptions>>().Value.Public)
        {
            group.AllowAnonymous();
        }

        group.MapGet("/downloads/{committee}/KEYS", KeysAsync);
        group.MapGet("/downloads/{committee}/{project}/{version}/{**path}", FileAsync);
        group.MapGet("/catalogue.json", CatalogueAsync);
        group.MapGet("/feed.atom", FeedAsync);
    }

    private static async Task<IResult> FileAsync(
        string committee, string project, string version, string? path, CatalogueQueries catalogue, DownloadTree downloads, CancellationToken cancellation)
    {
        // Its directory may be in place a moment before or after the release is public: the database decides.
        if (path is null || !await catalogue.HasAsync(committee, project, version, cancellation) || downloads.Open(committee, project, version, path) is not { } file)
        {
            return NotFound;
        }

        // As an attachment: what people upload is never rendered in this site's name.
        return Results.File(
            file, "application/octet-stream", Path.GetFileName(path), File.GetLastWriteTimeUtc(file.Name),
            new EntityTagHeaderValue($"\"{file.Length.ToString("x", CultureInfo.InvariantCulture)}-{File.GetLastWriteTimeUtc(file.Name).Ticks.ToString("x", CultureInfo.InvariantCulture)}\""),
            enableRangeProcessing: true);
    }

    private static async Task<IResult> KeysAsync(string committee, CatalogueQueries catalogue, CancellationToken cancellation) =>
        await catalogue.KeysAsync(committee, cancellation) is { } keys ? Results.Text(keys, "text/plain") : NotFound;

    private static async Task<IReadOnlyList<CatalogueEntry>> CatalogueAsync(CatalogueQueries catalogue, CancellationToken cancellation) =>
        await catalogue.ListAsync(MostInCatalogue, cancellation);

    /// <summary>An Atom feed (RFC 4287).</summary>
    private static async Task<IResult> FeedAsync(HttpRequest request, CatalogueQueries catalogue, CancellationToken cancellation)
    {
        var site = $"{request.Scheme}://{request.Host}{request.PathBase}/";
        var entries = await catalogue.ListAsync(MostInFeed, cancellation);
        var feed = new XElement(
            Atom + "feed",
            new XElement(Atom + "title", "Released versions"),
            new XElement(Atom + "id", site + "feed.atom"),
            new XElement(Atom + "link", new XAttribute("rel", "self"), new XAttribute("href", site + "feed.atom")),
            new XElement(Atom + "author", new XElement(Atom + "name", "Release dashboard")),
            new XElement(Atom + "updated", Instant(entries.Count == 0 ? DateTime.UnixEpoch : entries[0].Released)),
            entries.Select(entry => new XElement(
                Atom + "entry",
                new XElement(Atom + "title", $"{entry.ProjectDisplayName} {entry.Version}"),
                new XElement(Atom + "id", $"{site}catalogue#{entry.ProjectName}-{entry.Version}"),
                new XElement(Atom + "link", new XAttribute("href", $"{site}catalogue#{entry.ProjectName}-{entry.Version}")),
                new XElement(Atom + "updated", Instant(entry.Released)),
                new XElement(Atom + "summary", entry.Description ?? $"{entry.ProjectDisplayName} {entry.Version} was released."))));
        return Results.Text("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + feed, "application/atom+xml");
    }

    private static string Instant(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
