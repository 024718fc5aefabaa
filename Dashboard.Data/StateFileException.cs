namespace Dashboard.Data;

/// <summary>A file of the state cannot be used as it is, and no run of this program mends it by itself.</summary>
/// <param name="file">Its absolute path.</param>
/// <param name="problem">What is wrong with it, as it continues the file's name, without a full stop: "is not an SQLite database".</param>
/// <param name="remedy">What to do about it, in whole sentences, with the command.</param>
/// <param name="innerException">What was thrown where it was noticed; null when nothing was.</param>
public sealed class StateFileException(string file, string problem, string remedy, Exception? innerException = null)
    : Exception($"{file} {problem}. {remedy}", innerException)
{
    /// <summary>The absolute path of the file.</summary>
    public string File { get; } = file;

    /// <summary>What is wrong with it, as it continues the file's name, without a full stop.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do about it, in whole sentences, with the command.</summary>
    public string Remedy { get; } = remedy;
}
