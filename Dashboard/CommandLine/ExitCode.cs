namespace Dashboard.CommandLine;

/// <summary>What the program tells its caller; the same for every verb.</summary>
public static class ExitCode
{
    /// <summary>Done, and nothing blocks.</summary>
    public const int Done = 0;

    /// <summary>Something blocks, or the act was refused.</summary>
    public const int Blocked = 1;

    /// <summary>Wrong use: nothing was done.</summary>
    public const int WrongUse = 2;

    /// <summary>Failed; what was begun was put back.</summary>
    public const int Failed = 3;
}
