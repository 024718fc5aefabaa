namespace Dashboard.Checks.OpenPgp;

/// <summary>Splits the packets of a KEYS file into keys. What is broken is named, and what is whole is kept.</summary>
internal sealed class KeyReader
{
    private readonly Dictionary<string, TransferableKey> _keys = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly List<KeyProblem> _problems = [];
    private readonly List<(Packet Packet, SignaturePacket Signature)> _looseRevocations = [];

    public IReadOnlyList<KeyProblem> Problems => _problems;

    /// <summary>The keys in the order of their first copy.</summary>
    public IReadOnlyList<TransferableKey> Keys()
    {
        // What gpg --gen-revoke writes: a public key block that holds a revocation only.
        foreach (var (packet, signature) in _looseRevocations)
        {
            _keys.Values.FirstOrDefault(key => signature.MayBeFrom(key.Primary))?.Add(packet, signature);
        }

        return [.. _order.Select(fingerprint => _keys[fingerprint])];
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(KeyRing.ByteOrderMark))
        {
            text = text[KeyRing.ByteOrderMark.Length..];
        }

        var blocks = Armor.Read(text);
        if (blocks.Count == 0)
        {
            if (!text.IsEmpty && (text[0] & 0x80) != 0)
            {
                AddPackets(text.ToArray(), 0);
            }

            return;
        }

        foreach (var block in blocks)
        {
            if (block.Problem is not null)
            {
                _problems.Add(new KeyProblem(block.Line, $"The block at line {block.Line} {block.Problem}."));
            }
            else if (block.Label == Armor.PublicKey)
            {
                AddPackets(block.Content, block.Line);
            }
            else
            {
                _problems.Add(new KeyProblem(block.Line, block.Label == Armor.PrivateKey
                    ? $"The block at line {block.Line} holds a private key: it must be revoked, whoever has read this file can sign with it."
                    : $"The block at line {block.Line} is no public key but \"{Printable.Of(block.Label, 40)}\"."));
            }
        }
    }

    /// <summary>Signatures of unknown versions are passed over, as the standard wants: they prove nothing.</summary>
    public static SignaturePacket? TryReadSignature(ReadOnlyMemory<byte> body)
    {
        try
        {
            return SignaturePacket.Read(body);
        }
        catch (PacketFormatException)
        {
            return null;
        }
    }

    private void AddPackets(ReadOnlyMemory<byte> bytes, int line)
    {
        TransferableKey? open = null;
        var reader = new PacketReader(bytes);
        var kept = 0;
        try
        {
            while (reader.Packet() is { } packet)
            {
                if (packet.Tag == PacketTag.PublicKey)
                {
                    kept += Keep(open);
                    open = null;
                    open = TryReadKey(packet.Body, line) is { } primary ? new TransferableKey(primary) : null;
                }
                else
                {
                    AddPart(packet, open, line);
                }
            }

            kept += Keep(open);
            if (kept == 0 && _looseRevocations.Count == 0 && !_problems.Exists(problem => problem.Line == line))
            {
                _problems.Add(new KeyProblem(line, $"{Where(line)} holds no key."));
            }
        }
        catch (PacketFormatException error)
        {
            // The key that was being read may have lost a revocation with its end.
            _problems.Add(new KeyProblem(line, $"{Where(line)} {error.Message}{(kept > 0 ? $"; {kept} keys before that were read" : string.Empty)}."));
        }
    }

    private void AddPart(Packet packet, TransferableKey? open, int line)
    {
        switch (packet.Tag)
        {
            case PacketTag.UserId or PacketTag.UserAttribute:
                open?.Add(packet, (PublicKeyPacket?)null);
                break;
            case PacketTag.PublicSubkey when open is not null:
                if (TryReadKey(packet.Body, line) is { } subkey)
                {
                    open.Add(packet, subkey);
                }
                else
                {
                    // Its signatures must not count for what stood before it.
                    open.Add(packet, (PublicKeyPacket?)null);
                }

                break;
            case PacketTag.Signature:
                var signature = TryReadSignature(packet.Body);
                if (open is not null)
                {
                    open.Add(packet, signature);
                }
                else if (signature?.Type == SignatureType.KeyRevocation)
                {
                    _looseRevocations.Add((packet, signature));
                }

                break;
            case PacketTag.SecretKey or PacketTag.SecretSubkey:
                _problems.Add(new KeyProblem(line, $"{Where(line)} holds a private key: it must be revoked, whoever has read this file can sign with it."));
                break;
        }
    }

    private PublicKeyPacket? TryReadKey(ReadOnlyMemory<byte> body, int line)
    {
        try
        {
            return PublicKeyPacket.Read(body);
        }
        catch (PacketFormatException error)
        {
            _problems.Add(new KeyProblem(line, $"{Where(line)} {error.Message}."));
            return null;
        }
    }

    private int Keep(TransferableKey? key)
    {
        if (key is null)
        {
            return 0;
        }

        if (_keys.TryGetValue(key.Primary.Fingerprint, out var first))
        {
            first.Merge(key);
        }
        else
        {
            _keys.Add(key.Primary.Fingerprint, key);
            _order.Add(key.Primary.Fingerprint);
        }

        return 1;
    }

    private static string Where(int line) => line == 0 ? "The file" : $"The block at line {line}";
}
