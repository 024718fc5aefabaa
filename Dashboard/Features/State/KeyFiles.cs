using System.Xml;
using System.Xml.Linq;

namespace Dashboard.Features.State;

/// <summary>
/// The data protection keys, which protect session cookies and forms. ASP.NET Core reads them at the first request and then fails every
/// page because of one damaged file: they are looked at before the start.
/// </summary>
internal static class KeyFiles
{
    /// <param name="directory">Where the keys are; may be missing.</param>
    /// <returns>Whether there is a key.</returns>
    /// <exception cref="StateException">A file is damaged or holds something else.</exception>
    public static bool Require(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return false;
        }

        var files = Directory.EnumerateFiles(directory, "*.xml").Order(StringComparer.Ordinal).ToList();
        foreach (var file in files)
        {
            if (Problem(file) is { } problem)
            {
                throw new StateException(
                    $"{file} {problem}. It protects sign-ins: restore it from the keys of a backup (in {Path.Combine(Path.GetDirectoryName(directory)!, "backups")}), or delete it, after which everyone has to sign in again: rm \"{file}\"");
            }
        }

        return files.Count > 0;
    }

    private static string? Problem(string file)
    {
        XElement key;
        try
        {
            key = XElement.Load(file);
        }
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException)
        {
            return $"is damaged: {error.Message.TrimEnd('.')}";
        }

        return key.Name.LocalName is not ("key" or "revocation") ? "is no data protection key"
            : key.Attribute("version")?.Value is not "1" and var version ? $"is a data protection key of version {version ?? "unknown"}, and this build knows version 1"
            : key.Name.LocalName == "key" && !IsComplete(key) ? "is damaged: it is not a whole key"
            : null;
    }

    private static bool IsComplete(XElement key) =>
        Guid.TryParse(key.Attribute("id")?.Value, out _) && key.Element("creationDate") is not null && key.Element("expirationDate") is not null
        && key.Element("descriptor")?.Attribute("deserializerType") is not null;
}
