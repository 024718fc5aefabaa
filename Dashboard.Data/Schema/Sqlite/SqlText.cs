using System.Text;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>
/// Tokens of SQLite's SQL, enough to compare and to look into the text that sqlite_schema keeps. EF Core, SQLite's
/// own ALTER and a person write the same thing with other quotes and spaces.
/// </summary>
internal static class SqlText
{
    /// <summary>Words, quoted names, literals and signs of a statement; comments and white space are dropped.</summary>
    public static List<SqlToken> Tokens(string sql)
    {
        var tokens = new List<SqlToken>();
        for (var at = 0; at < sql.Length;)
        {
            var character = sql[at];
            if (char.IsWhiteSpace(character))
            {
                at++;
            }
            else if (character == '-' && At(sql, at + 1) == '-')
            {
                at = IndexOrEnd(sql, "\n", at);
            }
            else if (character == '/' && At(sql, at + 1) == '*')
            {
                at = IndexOrEnd(sql, "*/", at + 2) + 2;
            }
            else if (character is '"' or '`' or '\'' or '[')
            {
                at = Quoted(sql, at, tokens);
            }
            else if (char.IsLetterOrDigit(character) || character is '_' or '$')
            {
                var start = at;
                while (at < sql.Length && (char.IsLetterOrDigit(sql[at]) || sql[at] is '_' or '$' || (sql[at] == '.' && char.IsDigit(sql[start]))))
                {
                    at++;
                }

                tokens.Add(new(SqlTokenKind.Word, sql[start..at]));
            }
            else
            {
                var length = Signs.FirstOrDefault(sign => string.CompareOrdinal(sql, at, sign, 0, sign.Length) == 0)?.Length ?? 1;
                tokens.Add(new(SqlTokenKind.Sign, sql.Substring(at, length)));
                at += length;
            }
        }

        return tokens;
    }

    /// <summary>
    /// One spelling of a statement: single spaces, no comments, words in upper case, names in double quotes only where
    /// they need them. Equal results mean equal statements.
    /// </summary>
    public static string Normalize(string sql) => Join(Tokens(sql));

    /// <inheritdoc cref="Normalize(string)"/>
    public static string Join(IEnumerable<SqlToken> tokens)
    {
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            text.Append(text.Length == 0 ? "" : " ").Append(token.Canonical);
        }

        return text.ToString();
    }

    /// <summary>Whether a bare word, in any case, occurs outside quotes.</summary>
    public static bool HasWord(string sql, string word) =>
        Tokens(sql).Exists(token => token.Kind == SqlTokenKind.Word && string.Equals(token.Text, word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The statements of a text. A trigger is one, to its END.</summary>
    public static IEnumerable<IReadOnlyList<SqlToken>> Statements(string sql)
    {
        var statement = new List<SqlToken>();
        var cases = 0;
        var isTrigger = false;
        foreach (var token in Tokens(sql))
        {
            isTrigger |= statement.Count is 1 or 2 && statement[0].Is("CREATE") && token.Is("TRIGGER");
            cases += token.Is("CASE") ? 1 : 0;
            if (token.Kind != SqlTokenKind.Sign || token.Text != ";" || isTrigger)
            {
                statement.Add(token);
            }

            var ends = token.Is("END") && cases-- == 0;
            cases = Math.Max(cases, 0);
            if (isTrigger ? ends : token.Kind == SqlTokenKind.Sign && token.Text == ";")
            {
                if (statement.Count > 0)
                {
                    yield return statement;
                }

                (statement, cases, isTrigger) = ([], 0, false);
            }
        }

        if (statement.Count > 0)
        {
            yield return statement;
        }
    }

    /// <summary>The columns that <c>UPDATE table SET a = 1, b = 2 WHERE</c> assigns, each with its table.</summary>
    public static IEnumerable<(string Table, string Column)> Assigned(IReadOnlyList<SqlToken> update)
    {
        var set = update.Index().First(token => token.Item.Is("SET")).Index;
        var table = update[set - 1].Text;
        var depth = 0;
        for (var at = set + 1; at < update.Count && !(depth == 0 && (update[at].Is("WHERE") || update[at].Is("FROM"))); at++)
        {
            depth += update[at] is { Kind: SqlTokenKind.Sign, Text: "(" } ? 1 : update[at] is { Kind: SqlTokenKind.Sign, Text: ")" } ? -1 : 0;
            if (depth == 0 && (at == set + 1 || update[at - 1] is { Kind: SqlTokenKind.Sign, Text: "," }))
            {
                yield return (table, update[at].Text);
            }
        }
    }

    private static readonly string[] Signs = ["->>", "->", "||", "<=", ">=", "<>", "!=", "==", "<<", ">>"];

    private static int Quoted(string sql, int at, List<SqlToken> tokens)
    {
        var open = sql[at];
        var close = open == '[' ? ']' : open;
        var text = new StringBuilder();
        for (at++; at < sql.Length; at++)
        {
            if (sql[at] != close)
            {
                text.Append(sql[at]);
            }
            else if (close != ']' && At(sql, at + 1) == close)
            {
                text.Append(close);
                at++;
            }
            else
            {
                break;
            }
        }

        tokens.Add(new(open == '\'' ? SqlTokenKind.Literal : SqlTokenKind.Name, text.ToString()));
        return at + 1;
    }

    private static char At(string sql, int at) => at < sql.Length ? sql[at] : '\0';

    private static int IndexOrEnd(string sql, string text, int from)
    {
        var at = from < sql.Length ? sql.IndexOf(text, from, StringComparison.Ordinal) : -1;
        return at < 0 ? sql.Length : at;
    }
}

/// <summary>What a token is.</summary>
internal enum SqlTokenKind
{
    /// <summary>A keyword, a bare name or a number.</summary>
    Word,

    /// <summary>A name in quotes or brackets, without them.</summary>
    Name,

    /// <summary>A string literal, without its quotes.</summary>
    Literal,

    /// <summary>A sign such as <c>(</c> or <c>&lt;=</c>.</summary>
    Sign,
}

/// <summary>One token.</summary>
internal sealed record SqlToken(SqlTokenKind Kind, string Text)
{
    /// <summary>The spelling that equal tokens share. SQLite's names do not differ by case; literals do.</summary>
    public string Canonical => Kind switch
    {
        SqlTokenKind.Literal => SqliteFile.Literal(Text),
        SqlTokenKind.Name => Text.All(c => char.IsLetterOrDigit(c) || c == '_') ? Text.ToUpperInvariant() : SqliteFile.Quote(Text.ToUpperInvariant()),
        SqlTokenKind.Word => Text.ToUpperInvariant(),
        _ => Text,
    };

    /// <summary>Whether this is the bare keyword, in any case.</summary>
    public bool Is(string keyword) => Kind == SqlTokenKind.Word && string.Equals(Text, keyword, StringComparison.OrdinalIgnoreCase);
}
