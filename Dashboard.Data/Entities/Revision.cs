namespace Dashboard.Data.Entities;

/// <summary>
/// The files of a release at one moment. It is never changed. Only <see cref="ReleaseDbContext.AddRevisionAsync"/> creates revisions.
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

    /// <summary>Returns the number of a revision with at least five digits: "00007" for 7.</summary>
    public static string NumberOf(int seq) => seq.ToString("D5", System.Globalization.CultureInfo.InvariantCulture);

    public static string NameOf(string releaseName, string number) => $"{releaseName} {number}";

    /// <summary>The key, <c>{release} {number}</c>.</summary>
    public string Name { get; private init; } = null!;

    public string ReleaseName { get; private init; } = null!;
    public Release Release { get; private init; } = null!;

    /// <summary>Rises from 1. A number is never used twice, even when a deleted release is created again under its name.</summary>
    public int Seq { get; private init; }

    public string Number { get; private init; } = null!;

    /// <summary>The user name of who created it.</summary>
    public string AsfUid { get; private init; } = null!;

    public DateTime Created { get; private init; }

    /// <summary>The phase of the release when this revision was created.</summary>
    public ReleasePhase Phase { get; private init; }

    public string? ParentName { get; private init; }
    public Revision? Parent { get; private init; }
    public string? Description { get; private init; }

    public List<RevisionFile> Files { get; } = [];
}

/// <summary>The last number of a release's revisions. It remains after the release is deleted, so that no number is used twice.</summary>
public sealed class RevisionCounter
{
    public required string ReleaseName { get; init; }
    public int LastAllocatedNumber { get; set; }
}
