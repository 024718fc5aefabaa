using System.Text;

namespace Dashboard.Checks.OpenPgp;

/// <summary>Something in a KEYS file that could not be used.</summary>
/// <param name="Line">The line of the block's BEGIN, from 1; 0 for the file as a whole.</param>
/// <param name="Message">A sentence that is safe to show.</param>
public sealed record KeyProblem(int Line, string Message);

/// <summary>The public keys of a KEYS file, each validated by its own signatures. Immutable.</summary>
public sealed class KeyRing
{
    private readonly ILookup<string, SigningKey> _byFingerprint;
    private readonly ILookup<string, SigningKey> _byKeyId;
    private readonly IReadOnlyList<SigningKey> _all;

    private KeyRing(IReadOnlyList<OpenPgpKey> keys, IReadOnlyList<KeyProblem> problems)
    {
        Keys = keys;
        Problems = problems;
        _all = [.. keys.SelectMany(key => key.Subkeys.Select(subkey => new SigningKey(key, subkey)).Prepend(new SigningKey(key, null)))];
        _byFingerprint = _all.ToLookup(key => key.Packet.Fingerprint, StringComparer.Ordinal);
        _byKeyId = _all.ToLookup(key => key.Packet.KeyId, StringComparer.Ordinal);
    }

    /// <summary>A ring without keys.</summary>
    public static KeyRing Empty { get; } = new([], []);

    /// <summary>In the order of the file; a key that occurs twice is one, with what both copies say.</summary>
    public IReadOnlyList<OpenPgpKey> Keys { get; }

    /// <summary>What could not be used, in the order of the file.</summary>
    public IReadOnlyList<KeyProblem> Problems { get; }

    internal static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads armored keys with any text between them, as Apache's KEYS files have them. Never throws on what it reads.</summary>
    /// <param name="text">The file, or several one after the other; the caller bounds its length.</param>
    public static KeyRing Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Reads armored keys with any text between them, or binary keys. Never throws on what it reads.</summary>
    /// <param name="file">The file; the caller bounds its length.</param>
    public static KeyRing Parse(ReadOnlySpan<byte> file)
    {
        var reader = new KeyReader();
        reader.Add(file);
        return Finish(reader);
    }

    /// <summary>Reads several files as one ring.</summary>
    public static KeyRing Parse(IEnumerable<byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var reader = new KeyReader();
        foreach (var file in files)
        {
            reader.Add(file);
        }

        return Finish(reader);
    }

    /// <summary>The keys that may have made a signature.</summary>
    internal IEnumerable<SigningKey> Candidates(SignaturePacket signature) =>
        signature.IssuerFingerprint is { } fingerprint ? _byFingerprint[fingerprint]
        : signature.IssuerKeyId is { } keyId ? _byKeyId[keyId]
        : _all;

    private static KeyRing Finish(KeyReader reader)
    {
        var raw = reader.Keys();
        var primaries = raw.ToDictionary(key => key.Primary.Fingerprint, key => key.Primary, StringComparer.Ordinal);
        return new KeyRing([.. raw.Select(key => KeyValidator.Validate(key, primaries.GetValueOrDefault))], reader.Problems);
    }
}

/// <summary>A key that may have made a signature, with its primary key; the subkey is null for the primary key itself.</summary>
internal sealed record SigningKey(OpenPgpKey Primary, OpenPgpSubkey? Subkey)
{
    public PublicKeyPacket Packet => Subkey?.Packet ?? Primary.Packet;
}
