namespace Dashboard.Checks.OpenPgp;

/// <summary>What is known about one signature.</summary>
internal sealed record SignatureResult(
    SignatureVerdict Verdict, FindingStatus Status, string Message, IReadOnlyDictionary<string, string>? Data = null)
{
    /// <summary>True when the file is signed by a usable key, perhaps with something to look at.</summary>
    public bool IsGood => Verdict is SignatureVerdict.Good or SignatureVerdict.WeakHash && Status != FindingStatus.Blocker;

    /// <summary>True when nothing speaks against the signature but that it cannot be relied on.</summary>
    public bool IsExcusable => Verdict
        is SignatureVerdict.MissingKey or SignatureVerdict.ExpiredKey or SignatureVerdict.ExpiredSignature or SignatureVerdict.Unsupported;

    /// <summary>The finding, its verdict spelled for machines: MissingKey becomes "missing-key".</summary>
    public Finding ToFinding(string prefix, bool isExcused)
    {
        var data = new Dictionary<string, string>(Data ?? new Dictionary<string, string>())
        {
            ["verdict"] = string.Concat(Verdict.ToString().Select((sign, index) =>
                index > 0 && char.IsUpper(sign) ? $"-{char.ToLowerInvariant(sign)}" : $"{char.ToLowerInvariant(sign)}")),
        };
        return new Finding(isExcused && IsExcusable ? FindingStatus.Concern : Status, prefix + Message, Data: data);
    }
}
