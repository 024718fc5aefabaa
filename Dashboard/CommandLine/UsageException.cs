namespace Dashboard.CommandLine;

/// <summary>The program was called with arguments that it does not have.</summary>
/// <param name="message">Which argument is wrong and where to read what there is.</param>
internal sealed class UsageException(string message) : Exception(message);
