namespace Dashboard.Checks;

/// <summary>The contents of a release's files, wherever they are kept.</summary>
public interface IReleaseContent
{
    /// <summary>Opens a file for reading from its start. The check that asked closes it.</summary>
    Stream Open(string path);

    /// <summary>The size of a file in bytes.</summary>
    long Size(string path);
}
