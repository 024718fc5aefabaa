namespace Dashboard.Checks.Licences;

/// <summary>
/// What the foundation's third-party licence policy (https://www.apache.org/legal/resolved.html) says of a licence. The order is from
/// the most to the least permissive.
/// </summary>
public enum LicenceCategory
{
    /// <summary>Category A: may be included in a source release.</summary>
    Approved,

    /// <summary>Category B: may be included in binary form, with its notice, and not as source.</summary>
    BinaryOnly,

    /// <summary>Not in the policy's lists: a person must decide.</summary>
    Unknown,

    /// <summary>Category X: may not be included in a release at all.</summary>
    Forbidden,
}
