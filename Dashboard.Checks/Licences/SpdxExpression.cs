namespace Dashboard.Checks.Licences;

/// <summary>
/// Reads SPDX licence expressions (SPDX 2.3, Annex D): <c>MIT OR (Apache-2.0 AND BSD-3-Clause)</c>. Of an <c>OR</c> the more permissive
/// side counts, since a recipient may choose; of an <c>AND</c> the less permissive one.
/// </summary>
public sealed class SpdxExpression
{
    // Nobody writes longer ones, and nesting costs stack.
    private const int MaxTokens = 64;

    private readonly string[] _tokens;
    private readonly List<string> _licences = [];
    private int _next;

    private SpdxExpression(string[] tokens) => _tokens = tokens;

    /// <summary>The category of a whole expression.</summary>
    /// <returns>The category and every licence that the expression names; null where it is no expression.</returns>
    public static (LicenceCategory Category, IReadOnlyList<string> Licences)? Parse(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var tokens = expression
            .Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (tokens.Length is 0 or > MaxTokens)
        {
            return null;
        }

        var parser = new SpdxExpression(tokens);
        return parser.Or() is { } category && parser._next == tokens.Length ? (category, parser._licences) : null;
    }

    private LicenceCategory? Or() => Chain("OR", And, (left, right) => left < right ? left : right);

    private LicenceCategory? And() => Chain("AND", Term, (left, right) => left > right ? left : right);

    private LicenceCategory? Chain(string word, Func<LicenceCategory?> operand, Func<LicenceCategory, LicenceCategory, LicenceCategory> join)
    {
        var result = operand();
        while (result is { } left && Take(word))
        {
            result = operand() is { } right ? join(left, right) : null;
        }

        return result;
    }

    private LicenceCategory? Term()
    {
        if (Take("("))
        {
            var inner = Or();
            return Take(")") ? inner : null;
        }

        if (_next == _tokens.Length || !IsIdentifier(_tokens[_next]))
        {
            return null;
        }

        var licence = _tokens[_next++];
        _licences.Add(licence);

        // An exception adds a permission for works linked with it; the policy does not make any licence acceptable by one.
        if (Take("WITH"))
        {
            if (_next == _tokens.Length || !IsIdentifier(_tokens[_next]))
            {
                return null;
            }

            _next++;
        }

        return LicenceCatalogue.CategoryOf(licence);
    }

    private bool Take(string token)
    {
        if (_next < _tokens.Length && string.Equals(_tokens[_next], token, StringComparison.OrdinalIgnoreCase))
        {
            _next++;
            return true;
        }

        return false;
    }

    private static bool IsIdentifier(string token) =>
        token.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '+' or ':')
        && token.ToUpperInvariant() is not ("AND" or "OR" or "WITH");
}
