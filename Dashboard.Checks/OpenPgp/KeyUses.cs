namespace Dashboard.Checks.OpenPgp;

/// <summary>What a key may be used for (RFC 9580, 5.2.3.29).</summary>
[Flags]
public enum KeyUses
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>May certify other keys.</summary>
    Certify = 0x01,

    /// <summary>May sign data.</summary>
    Sign = 0x02,

    /// <summary>May encrypt communications.</summary>
    EncryptCommunications = 0x04,

    /// <summary>May encrypt storage.</summary>
    EncryptStorage = 0x08,

    /// <summary>Its secret part may be split.</summary>
    Split = 0x10,

    /// <summary>May authenticate.</summary>
    Authenticate = 0x20,

    /// <summary>Its secret part may be held by several people.</summary>
    Group = 0x80,
}
