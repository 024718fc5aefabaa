namespace Dashboard.Features.Accounts;

/// <summary>Somebody asked for what is not theirs to ask. Pages do not offer it, so it comes from a script, or from rights that have just changed.</summary>
public sealed class NotAllowedException(string message) : Exception(message);
