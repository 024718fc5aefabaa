using System.Security.Cryptography;

namespace Dashboard.Checks.OpenPgp;

/// <summary>A key as its packets arrived (RFC 9580, 10.1): nothing is believed yet. Copies of one key are merged.</summary>
internal sealed class TransferableKey(PublicKeyPacket primary)
{
    private readonly List<Component> _components = [new(new Packet(PacketTag.PublicKey, primary.Body), null)];

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
    public void Add(Packet packet, PublicKeyPacket? subkey) => _components.Add(new Component(packet, subkey));

    /// <summary>Adds a signature to what was added last; a revocation of the key belongs to the key, wherever it stands.</summary>
    public void Add(Packet packet, SignaturePacket? signature) =>
        (signature?.Type == SignatureType.KeyRevocation ? _components[0] : _components[^1]).Add(packet, signature);

    /// <summary>Takes over what another copy of the key has in addition.</summary>
    public void Merge(TransferableKey copy)
    {
        foreach (var component in copy._components)
        {
            var mine = _components.Find(own => own.Packet.Tag == component.Packet.Tag && own.Packet.Body.Span.SequenceEqual(component.Packet.Body.Span));
            if (mine is null)
            {
                _components.Add(component);
            }
            else
            {
                mine.Merge(component);
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

    private sealed class Component(Packet packet, PublicKeyPacket? subkey)
    {
        private readonly HashSet<string> _known = new(StringComparer.Ordinal);
        private readonly List<(Packet Packet, string Hash)> _signaturePackets = [];

        public Packet Packet => packet;

        public PublicKeyPacket? Subkey => subkey;

        public List<SignaturePacket> Signatures { get; } = [];

        public IEnumerable<Packet> Packets => _signaturePackets.Select(signature => signature.Packet).Prepend(packet);

        public void Add(Packet signaturePacket, SignaturePacket? signature)
        {
            var hash = Convert.ToHexString(SHA256.HashData(signaturePacket.Body.Span));
            if (_known.Add(hash))
            {
                _signaturePackets.Add((signaturePacket, hash));
                if (signature is not null)
                {
                    Signatures.Add(signature);
                }
            }
        }

        public void Merge(Component copy)
        {
            foreach (var (signaturePacket, hash) in copy._signaturePackets.Where(other => !_known.Contains(other.Hash)))
            {
                _known.Add(hash);
                _signaturePackets.Add((signaturePacket, hash));
                if (KeyReader.TryReadSignature(signaturePacket.Body) is { } signature)
                {
                    Signatures.Add(signature);
                }
            }
        }
    }
}
