namespace Dashboard.Checks.OpenPgp;

/// <summary>What became of one signature. The names in findings are these in kebab-case, and stable.</summary>
public enum SignatureVerdict
{
    /// <summary>Made by a usable key over this file.</summary>
    Good,

    /// <summary>Not made over this file, or not by the key that it names.</summary>
    Wrong,

    /// <summary>Its key is not in the ring.</summary>
    MissingKey,

    /// <summary>Its key has ended.</summary>
    ExpiredKey,

    /// <summary>The signature itself has ended.</summary>
    ExpiredSignature,

    /// <summary>Its key was revoked.</summary>
    RevokedKey,

    /// <summary>Its key is not for signing, or not tied to its primary key, or has not certified itself.</summary>
    UnusableKey,

    /// <summary>Made with a digest that can be forged.</summary>
    WeakHash,

    /// <summary>It says a time at which its key did not exist, or one that has not come.</summary>
    WrongTime,

    /// <summary>Of a version or with algorithms that are not known here.</summary>
    Unsupported,

    /// <summary>No detached signature of a file.</summary>
    NotDetached,

    /// <summary>No well-formed signature at all.</summary>
    Malformed,
}
