using System.Security.Cryptography;
using System.Text;

namespace Dashboard.Data.Schema;

/// <summary>Digests of commands.</summary>
internal static class SchemaHash
{
    /// <summary>SHA-256 in lower-case hex over the parts with a separator that no SQL holds. Line ends do not count.</summary>
    public static string Of(IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part.ReplaceLineEndings("\n")));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
