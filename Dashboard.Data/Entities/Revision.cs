namespace Dashboard.Data.Entities;

/// <summary>
/// A release's files at one moment, never changed afterwards. Made by <see cref="ReleaseDbContext.AddRevisionAsync"/> alone, which fills
/// seq, number, name and parent.
/// </summary>
public sealed class Revision
{
    private Revision()
    {
    }

    internal Revision(Release release, int seq, string? parentName, string asfUid, DateTime created, string? description)
    {
        ReleaseName = release.Name;
        Seq = seq;
        Number = NumberOf(seq);
        Name = NameOf(release.Name, Number);
        ParentName = parentName;
        AsfUid = asfUid;
        Created = created;
        Phase = release.Phase;
        Description = description;
    }

    /// <summary>Five digits at least: revision 7 is "00007".</summary>
    public static string NumberOf(int seq) => seq.ToString("D5", System.Globalization.CultureInfo.InvariantCulture);

    public static string NameOf(string releaseName, string number) => $"{releaseName} {number}";

    /// <summary><c>{release} {number}</c>, the key.</summary>
    public string Name { get; private init; } = null!;

    public string ReleaseName { get; private init; } = null!;
    public Release Release { get; private init; } = null!;

    /// <summary>From 1, rising; a number is never given twice, even to a release made again under a deleted one's name.</summary>
    public int Seq { get; private init; }

    public string Number { get; private init; } = null!;

    /// <summary>The user name of who made it.</summary>
    public string AsfUid { get; private init; } = null!;

    public DateTime Created { get; private init; }

    /// <summary>The release's phase when it was made.</summary>
    public ReleasePhase Phase { get; private init; }

    public string? ParentName { get; private init; }
    public Revision? Parent { get; private init; }
    public string? Description { get; private init; }

    public List<RevisionFile> Files { get; } = [];
}

/// <summary>The last number given to a release's revisions. It outlives the release.</summary>
public sealed class RevisionCounter
{
    public required string ReleaseName { get; init; }
    public int LastAllocatedNumber { get; set; }
}
