using System.Diagnostics.CodeAnalysis;

namespace Dashboard.Features;

/// <summary>How a command ended that may be refused for a reason its caller can act on.</summary>
/// <param name="Value">The result; null when the command was refused.</param>
/// <param name="Refused">Why the command was refused; null when it was done.</param>
public sealed record Outcome<T>(T? Value, Refused? Refused)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refused), nameof(Refusal))]
    public bool Done => Refused is null;

    /// <summary>The sentence to show; null when the command was done.</summary>
    public string? Refusal => Refused?.Reason;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refused refused) => new(null, refused);
}

/// <summary>Why a command was refused.</summary>
/// <param name="Reason">A sentence for people, safe to show: what is wrong and what to do.</param>
/// <param name="Field">The input that is wrong, as the API's request names it (<c>version</c>, <c>files[2].path</c>); null unless the kind is <see cref="RefusalKind.InvalidInput"/>.</param>
public sealed record Refused(string Reason, RefusalKind Kind = RefusalKind.Conflict, string? Field = null)
{
    public static Refused Invalid(string field, string reason) => new(reason, RefusalKind.InvalidInput, field);

    public static Refused NotFound(string reason) => new(reason, RefusalKind.NotFound);
}

/// <summary>Decides the status with which the API answers a refusal.</summary>
public enum RefusalKind
{
    /// <summary>Not possible in the present state, though the input is well-formed: the same request may succeed later. Answered 409.</summary>
    Conflict,

    /// <summary>The input breaks a rule, whatever the state. Answered 400 with the name of the field.</summary>
    InvalidInput,

    /// <summary>There is no such thing as the request acts on. Answered 404.</summary>
    NotFound,
}
