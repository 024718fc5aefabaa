namespace Dashboard.Features.State;

/// <summary>The state directory, or a file in it, cannot be used.</summary>
/// <param name="message">Which file, what is wrong with it and what to do; one line for whoever starts the program.</param>
/// <param name="innerException">What was thrown where it was noticed; null when nothing was.</param>
public sealed class StateException(string message, Exception? innerException = null) : Exception(message, innerException);
