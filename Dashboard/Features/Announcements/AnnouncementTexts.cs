namespace Dashboard.Features.Announcements;

/// <summary>The announcement where the policy has no template.</summary>
internal static class AnnouncementTexts
{
    public const string Default =
        """
        The {committee} project is pleased to announce {project} {version}.

        {description}

        Download it, with signatures and digests, from
        {url}

        Verify every file before you use it: import the KEYS file of the project, then run
          gpg --verify FILE.asc FILE
          sha512sum -c FILE.sha512

        On behalf of the {committee} project,
        {manager}
        """;

    public static string Subject(string projectDisplayName, string version) => $"[ANNOUNCE] {projectDisplayName} {version} released";
}
