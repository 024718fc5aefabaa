namespace Dashboard.Checks.OpenPgp;

/// <summary>One thing in a signature file: a signature, or what stands where one should.</summary>
internal sealed record SignatureItem(SignaturePacket? Signature, SignatureResult? Problem);

/// <summary>Finds the signatures of an .asc file.</summary>
internal static class SignatureFile
{
    /// <summary>True for bytes that begin as a packet does, and not as a text.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> file) => !file.IsEmpty && (file[0] & 0x80) != 0 && !file.StartsWith(KeyRing.ByteOrderMark);

    /// <summary>Everything in the file, in its order; never empty.</summary>
    public static IReadOnlyList<SignatureItem> Read(ReadOnlyMemory<byte> file)
    {
        var text = file.Span.StartsWith(KeyRing.ByteOrderMark) ? file[KeyRing.ByteOrderMark.Length..] : file;
        var blocks = Armor.Read(text.Span);
        var items = new List<SignatureItem>();
        if (blocks.Count == 0)
        {
            if (text.Span.Trim(" \t\r\n"u8).IsEmpty)
            {
                return [Problem(SignatureVerdict.Malformed, "The file is empty.")];
            }

            if ((text.Span[0] & 0x80) == 0)
            {
                return [Problem(SignatureVerdict.Malformed, "The file holds no \"-----BEGIN PGP SIGNATURE-----\": it is no signature.")];
            }

            // What gpg --detach-sign writes without --armor.
            AddPackets(items, text, "The file, which is not ASCII-armored,");
            return items;
        }

        if (blocks.Any(block => block.Label == Armor.SignedMessage))
        {
            return [Problem(SignatureVerdict.NotDetached, "The file is a message with its signature inside, not a detached signature: sign with gpg --armor --detach-sign.")];
        }

        foreach (var block in blocks)
        {
            AddBlock(items, block);
        }

        return items;
    }

    private static void AddBlock(List<SignatureItem> items, ArmorBlock block)
    {
        switch (block.Label)
        {
            case Armor.PrivateKey:
                items.Add(Problem(SignatureVerdict.NotDetached, "The file holds a private key: remove it, and revoke the key at once."));
                break;
            case Armor.PublicKey:
                items.Add(Problem(SignatureVerdict.NotDetached, "The file holds a public key, not a signature."));
                break;
            case Armor.Message when block.Problem is null && new PacketReader(block.Content) is var reader && IsSignature(reader):
                // Old PGP armored detached signatures as messages.
                AddPackets(items, block.Content, $"The block at line {block.Line}");
                break;
            case Armor.Message:
                items.Add(Problem(SignatureVerdict.NotDetached, "The file holds an OpenPGP message, not a detached signature: sign with gpg --armor --detach-sign."));
                break;
            case Armor.Signature when block.Problem is null:
                AddPackets(items, block.Content, $"The block at line {block.Line}");
                break;
            default:
                items.Add(Problem(SignatureVerdict.Malformed, block.Problem is null
                    ? $"The block at line {block.Line} is no signature but \"{Printable.Of(block.Label, 40)}\"."
                    : $"The block at line {block.Line} {block.Problem}."));
                break;
        }
    }

    private static void AddPackets(List<SignatureItem> items, ReadOnlyMemory<byte> bytes, string where)
    {
        var before = items.Count;
        try
        {
            var reader = new PacketReader(bytes);
            while (reader.Packet() is { } packet)
            {
                switch (packet.Tag)
                {
                    case PacketTag.Signature:
                        items.Add(ReadSignature(packet.Body, where));
                        break;
                    case PacketTag.Marker or PacketTag.Trust or PacketTag.Padding:
                        break;
                    case PacketTag.OnePassSignature or PacketTag.Literal or PacketTag.Compressed:
                        items.Add(Problem(SignatureVerdict.NotDetached, $"{where} holds an OpenPGP message, not a detached signature: sign with gpg --armor --detach-sign."));
                        return;
                    default:
                        items.Add(Problem(SignatureVerdict.Malformed, $"{where} holds a packet that is no signature (tag {(int)packet.Tag})."));
                        return;
                }
            }

            if (items.Count == before)
            {
                items.Add(Problem(SignatureVerdict.Malformed, $"{where} holds no signature."));
            }
        }
        catch (PacketFormatException error)
        {
            items.Add(Problem(SignatureVerdict.Malformed, $"{where} {error.Message}."));
        }
    }

    private static SignatureItem ReadSignature(ReadOnlyMemory<byte> body, string where)
    {
        // LibrePGP's version 5, and what may come.
        if (body.Length > 0 && body.Span[0] is not (3 or 4 or 6))
        {
            return Problem(SignatureVerdict.Unsupported, $"{where} holds a signature of version {body.Span[0]}, which is not supported (3, 4 and 6 are).");
        }

        try
        {
            return new SignatureItem(SignaturePacket.Read(body), null);
        }
        catch (PacketFormatException error)
        {
            return Problem(SignatureVerdict.Malformed, $"{where} holds a signature that {error.Message}.");
        }
    }

    private static bool IsSignature(PacketReader reader)
    {
        try
        {
            return reader.Packet() is { Tag: PacketTag.Signature };
        }
        catch (PacketFormatException)
        {
            return false;
        }
    }

    private static SignatureItem Problem(SignatureVerdict verdict, string message) =>
        new(null, new SignatureResult(verdict, FindingStatus.Blocker, message));
}
