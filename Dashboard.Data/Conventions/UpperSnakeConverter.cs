using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Dashboard.Data.Conventions;

/// <summary>Stores an enum member as its name in upper case with underscores: <c>ReleaseCandidateDraft</c> is RELEASE_CANDIDATE_DRAFT.</summary>
public sealed class UpperSnakeConverter<TEnum>() : ValueConverter<TEnum, string>(
    value => UpperSnake.Of(value),
    name => UpperSnake.Parse<TEnum>(name))
    where TEnum : struct, Enum;

/// <summary>The names under which enum members are stored and sent to programs.</summary>
public static class UpperSnake
{
    public static string Of<TEnum>(TEnum value) where TEnum : struct, Enum => Names<TEnum>.ByValue[value];

    /// <exception cref="FormatException">The name is none of the enum's.</exception>
    public static TEnum Parse<TEnum>(string name) where TEnum : struct, Enum =>
        TryParse<TEnum>(name, out var value) ? value : throw new FormatException($"'{name}' is no {typeof(TEnum).Name}.");

    public static bool TryParse<TEnum>(string name, out TEnum value) where TEnum : struct, Enum => Names<TEnum>.ByName.TryGetValue(name, out value);

    /// <summary>Returns a CHECK expression that restricts a column to the enum's names.</summary>
    public static string In<TEnum>(string column) where TEnum : struct, Enum =>
        $"{column} IN ({string.Join(", ", Names<TEnum>.ByValue.Values.Select(name => $"'{name}'"))})";

    private static class Names<TEnum> where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> ByValue = Enum.GetValues<TEnum>().ToDictionary(value => value, Spell);
        public static readonly Dictionary<string, TEnum> ByName = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key);

        private static string Spell(TEnum value) => string.Concat(value.ToString().Select((letter, at) =>
            at > 0 && char.IsUpper(letter) ? $"_{letter}" : char.ToUpperInvariant(letter).ToString()));
    }
}
