using Dashboard.Data.Entities;

namespace Dashboard.Data.Changes;

/// <summary>The topics of the change feed: a list as a whole, or one object by its key.</summary>
public static class ChangeTopics
{
    public const string Releases = "releases";
    public const string Projects = "projects";
    public const string Tasks = "tasks";
    public const string Keys = "keys";

    /// <summary>A release with its revisions, files, tasks and check results.</summary>
    public static string Release(string releaseName) => $"release:{releaseName}";

    /// <summary>The ballots of a vote.</summary>
    public static string Vote(long id) => $"vote:{id}";

    public static string Task(long id) => $"task:{id}";

    /// <summary>Returns the topics that a change of the entity concerns; none for entities that are shown only as part of another.</summary>
    internal static IEnumerable<string> Of(object entity) => entity switch
    {
        Committee or Project or ReleasePolicy => [Projects],
        Release release => [Releases, Release(release.Name)],
        Revision revision => [Releases, Release(revision.ReleaseName)],
        ReleaseTask { ProjectName: { } project, VersionName: { } version } task =>
            [Tasks, Releases, Task(task.Id), Release(Entities.Release.NameOf(project, version))],
        ReleaseTask task => [Tasks, Task(task.Id)],
        CheckResult result => [Releases, Release(result.ReleaseName)],
        ReleaseTransition transition => [Releases, Release(transition.ReleaseName)],
        Vote vote => [Releases, Release(vote.ReleaseName)],
        Ballot ballot => [Vote(ballot.VoteId)],
        OutgoingMail { ReleaseName: { } name } => [Release(name)],
        PublicSigningKey or KeyLink => [Keys],
        _ => [],
    };
}
