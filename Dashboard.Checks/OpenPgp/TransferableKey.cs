using System.Security.Cryptography;

namespace Dashboard.Checks.OpenPgp;

/// <summary>A key as its packets arrived (RFC 9580, 10.1): nothing is believed yet. Copies of one key are merged.</summary>
internal sealed class TransferableKey(PublicKeyPacket primary)
{
    private readonly List<Component> _components = [new(new Packet(PacketTag.PublicKey, primary.Body), null)];
    private readonly Dictionary<string, Component> _byContent = new(StringComparer.Ordinal);
    private Component? _last;

    public PublicKeyPacket Primary => primary;

    /// <summary>Signatures on the key itself.</summary>
    public IReadOnlyList<SignaturePacket> Direct => _components[0].Signatures;

    public IEnumerable<(ReadOnlyMemory<byte> Text, IReadOnlyList<SignaturePacket> Signatures)> UserIds =>
        _components.Where(component => component.Packet.Tag == PacketTag.UserId)
            .Select(component => (component.Packet.Body, (IReadOnlyList<SignaturePacket>)component.Signatures));

    public IEnumerable<(PublicKeyPacket Key, IReadOnlyList<SignaturePacket> Signatures)> Subkeys =>
        _components.Where(component => component.Subkey is not null)
            .Select(component => (component.Subkey!, (IReadOnlyList<SignaturePacket>)component.Signatures));

    /// <summary>Adds a user id, a user attribute or a subkey; the signatures that follow are about it.</summary>
    public void Add(Packet packet, PublicKeyPacket? subkey)
    {
        var content = packet.Tag + HashOf(packet);
        if (!_byContent.TryGetValue(content, out _last))
        {
            _last = new Component(packet, subkey);
            _byContent.Add(content, _last);
            _components.Add(_last);
        }
    }

    /// <summary>Adds a signature to what was added last; a revocation of the key belongs to the key, wherever it stands.</summary>
    public void Add(Packet packet, SignaturePacket? signature) =>
        (signature?.Type == SignatureType.KeyRevocation ? _components[0] : _last ?? _components[0]).Add(packet, signature);

    /// <summary>Takes over what another copy of the key has in addition.</summary>
    public void Merge(TransferableKey copy)
    {
        _last = null;
        foreach (var component in copy._components)
        {
            if (component.Packet.Tag != PacketTag.PublicKey)
            {
                Add(component.Packet, component.Subkey);
            }

            foreach (var (packet, signature) in component.Signed)
            {
                Add(packet, signature);
            }
        }
    }

    public string ToArmor()
    {
        using var bytes = new MemoryStream();
        foreach (var packet in _components.SelectMany(component => component.Packets))
        {
            // A new header with a length of five bytes fits every packet.
            bytes.WriteByte((byte)(0xC0 | (int)packet.Tag));
            bytes.WriteByte(0xFF);
            bytes.Write([(byte)(packet.Body.Length >> 24), (byte)(packet.Body.Length >> 16), (byte)(packet.Body.Length >> 8), (byte)packet.Body.Length]);
            bytes.Write(packet.Body.Span);
        }

        return Armor.Write(Armor.PublicKey, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static string HashOf(Packet packet) => Convert.ToHexString(SHA256.HashData(packet.Body.Span));

    private sealed class Component(Packet packet, PublicKeyPacket? subkey)
    {
        private readonly HashSet<string> _known = new(StringComparer.Ordinal);
        private readonly List<(Packet Packet, SignaturePacket? Signature)> _signed = [];

        public Packet Packet => packet;

        public PublicKeyPacket? Subkey => subkey;

        /// <summary>The signatures that could be read.</summary>
        public List<SignaturePacket> Signatures { get; } = [];

        /// <summary>All signatures, with those of versions that are not known here.</summary>
        public IReadOnlyList<(Packet Packet, SignaturePacket? Signature)> Signed => _signed;

        public IEnumerable<Packet> Packets => _signed.Select(signed => signed.Packet).Prepend(packet);

        public void Add(Packet signaturePacket, SignaturePacket? signature)
        {
            if (_known.Add(HashOf(signaturePacket)))
            {
                _signed.Add((signaturePacket, signature));
                if (signature is not null)
                {
                    Signatures.Add(signature);
                }
            }
        }
    }
}
