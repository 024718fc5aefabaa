namespace Dashboard.Features.Announcements;

/// <summary>The section <c>Announcements</c> of the settings.</summary>
public sealed class AnnouncementOptions
{
    /// <summary>Whether announced releases, their files and their feed are shown to people who have not signed in.</summary>
    public bool Public { get; set; } = true;
}
