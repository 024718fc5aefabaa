using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Dashboard.Features.Accounts;

/// <summary>Random texts that open something. Only their hashes are stored: who reads the database cannot use them.</summary>
internal static class Secrets
{
    /// <summary>Marks an API token, so that scanners of code and logs find one that leaked.</summary>
    public const string AccessTokenPrefix = "rdash_";

    /// <summary>256 random bits as 43 characters that need no escape in an address.</summary>
    public static string New(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
