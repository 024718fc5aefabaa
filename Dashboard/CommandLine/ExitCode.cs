namespace Dashboard.CommandLine;

/// <summary>What the program tells the process that started it; the same for every verb.</summary>
public static class ExitCode
{
    /// <summary>Done, and nothing blocks.</summary>
    public const int Done = 0;

    /// <summary>A check found a blocker, or the act was refused.</summary>
    public const int Blocked = 1;

    /// <summary>A wrong argument or setting; nothing was done.</summary>
    public const int UsageError = 2;

    /// <summary>Failed; what had been begun was rolled back.</summary>
    public const int Failed = 3;
}
