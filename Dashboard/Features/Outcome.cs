using System.Diagnostics.CodeAnalysis;

namespace Dashboard.Features;

/// <summary>How an act ended that may be refused for a reason its caller can mend.</summary>
/// <param name="Value">What was done; null when it was refused.</param>
/// <param name="Refusal">A sentence that says why it was refused and what to do; null when it was done.</param>
public sealed record Outcome<T>(T? Value, string? Refusal)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Done => Refusal is null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refused refused) => new(null, refused.Reason);
}

/// <summary>Why an act was refused, in a sentence.</summary>
public sealed record Refused(string Reason);
