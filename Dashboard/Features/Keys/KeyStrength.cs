namespace Dashboard.Features.Keys;

/// <summary>Which keys are too short to trust (ASF's release signing policy; DSA and Elgamal are as strong as RSA at the same size).</summary>
public static class KeyStrength
{
    /// <summary>In bits.</summary>
    public const int MinBits = 2048;

    /// <param name="algorithm">Its id in RFC 9580, 9.1.</param>
    /// <param name="bits">0 when not known.</param>
    public static bool IsTooWeak(int algorithm, int bits) => algorithm is 1 or 2 or 3 or 16 or 17 && bits < MinBits;
}
