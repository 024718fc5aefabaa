namespace Dashboard.Checks.OpenPgp;

/// <summary>
/// Bytes that are no well-formed OpenPGP. Thrown and caught inside this folder only: reading a packet is dozens of small
/// steps, each of which may find its input at an end.
/// </summary>
internal sealed class PacketFormatException(string message) : Exception(message);
