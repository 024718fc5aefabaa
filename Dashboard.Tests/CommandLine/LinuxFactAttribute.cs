namespace Dashboard.Tests.CommandLine;

/// <summary>A fact about names or files that other systems do not have.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Needs the file names and special files of Linux.";
        }
    }
}
