using System.Diagnostics.CodeAnalysis;

namespace Dashboard.Features.Accounts;

/// <summary>What came of a command: a value, or a sentence for its caller that says why not.</summary>
public readonly record struct AccountOutcome<T> where T : class
{
    private AccountOutcome(T? value, string? refusal) => (Value, Refusal) = (value, refusal);

    public T? Value { get; }
    public string? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Succeeded => Value is not null;

    public static implicit operator AccountOutcome<T>(T value) => new(value, null);
    public static implicit operator AccountOutcome<T>(string refusal) => new(null, refusal);
}
