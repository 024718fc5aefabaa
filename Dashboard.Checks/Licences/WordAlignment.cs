using System.Text;

namespace Dashboard.Checks.Licences;

/// <summary>One place where a text departs from the words that it should hold.</summary>
/// <param name="Line">The line of the text, counted from 1.</param>
/// <param name="Expected">The words that should stand there; empty where the text has words too many.</param>
/// <param name="Actual">The words that stand there; empty where words are missing.</param>
/// <param name="After">The word before the place, for orientation; empty at the start.</param>
public sealed record WordEdit(int Line, string Expected, string Actual, string After)
{
    /// <summary>The edit as a phrase, such as <c>line 3: "of" is missing after "WARRANTIES"</c>.</summary>
    public string Describe()
    {
        var place = After.Length > 0 ? $" after \"{After}\"" : string.Empty;
        return (Expected.Length, Actual.Length) switch
        {
            (_, 0) => $"line {Line}: \"{Expected}\" is missing{place}",
            (0, _) => $"line {Line}: \"{Actual}\" is too many{place}",
            _ => $"line {Line}: \"{Actual}\" should be \"{Expected}\"",
        };
    }
}

/// <summary>
/// Finds where a text comes closest to a sequence of words, and what it has missing, changed or too many there: an edit distance over
/// words whose start and end in the text are free (Sellers, 1980).
/// </summary>
internal static class WordAlignment
{
    private const int Margin = 40;

    private enum Move : byte
    {
        Match,
        Change,
        Missing,
        Extra,
    }

    /// <param name="sequence">The words that the text should hold.</param>
    /// <param name="text">The text; only the neighbourhood of its first three words in common is aligned, which bounds the work.</param>
    /// <param name="maxDistance">Words that may differ.</param>
    /// <returns>The edits in reading order; null when the text is further away than that.</returns>
    public static IReadOnlyList<WordEdit>? Align(WordSequence sequence, ReadOnlySpan<byte> text, int maxDistance)
    {
        var words = Words(text);
        if (Anchor(sequence, text, words) is not var (expected, actual))
        {
            return null;
        }

        var first = Math.Max(0, actual - expected - Margin);
        var last = Math.Min(words.Count, actual - expected + sequence.Count + Margin);
        var window = words[first..last];
        var (moves, end, distance) = Distances(sequence, text, window);
        return distance > maxDistance ? null : Edits(sequence, text, window, moves, end);
    }

    /// <summary>Whether the text holds something within that distance of the words; cheaper than the edits.</summary>
    public static bool IsNear(WordSequence sequence, ReadOnlySpan<byte> text, int maxDistance) => Align(sequence, text, maxDistance) is not null;

    private static List<Range> Words(ReadOnlySpan<byte> text)
    {
        var words = new List<Range>();
        var reader = new WordReader(text);
        while (reader.Read())
        {
            words.Add(reader.Start..(reader.Start + reader.Word.Length));
        }

        return words;
    }

    /// <summary>The first place where three words in a row agree.</summary>
    private static (int Expected, int Actual)? Anchor(WordSequence sequence, ReadOnlySpan<byte> text, List<Range> words)
    {
        for (var actual = 0; actual + 2 < words.Count; actual++)
        {
            for (var expected = 0; expected + 2 < sequence.Count; expected++)
            {
                if (WordReader.Same(text[words[actual]], sequence[expected])
                    && WordReader.Same(text[words[actual + 1]], sequence[expected + 1])
                    && WordReader.Same(text[words[actual + 2]], sequence[expected + 2]))
                {
                    return (expected, actual);
                }
            }
        }

        return null;
    }

    private static (Move[,] Moves, int End, int Distance) Distances(WordSequence sequence, ReadOnlySpan<byte> text, List<Range> words)
    {
        var moves = new Move[sequence.Count + 1, words.Count + 1];
        var previous = new int[words.Count + 1];
        var current = new int[words.Count + 1];
        for (var row = 1; row <= sequence.Count; row++)
        {
            current[0] = row;
            moves[row, 0] = Move.Missing;
            for (var column = 1; column <= words.Count; column++)
            {
                var same = WordReader.Same(text[words[column - 1]], sequence[row - 1]);
                var change = previous[column - 1] + (same ? 0 : 1);
                var missing = previous[column] + 1;
                var extra = current[column - 1] + 1;
                var least = Math.Min(change, Math.Min(missing, extra));
                current[column] = least;
                moves[row, column] = least == change ? (same ? Move.Match : Move.Change) : least == missing ? Move.Missing : Move.Extra;
            }

            (previous, current) = (current, previous);
        }

        var end = 0;
        for (var column = 1; column <= words.Count; column++)
        {
            end = previous[column] < previous[end] ? column : end;
        }

        return (moves, end, previous[end]);
    }

    private static List<WordEdit> Edits(WordSequence sequence, ReadOnlySpan<byte> text, List<Range> words, Move[,] moves, int end)
    {
        var path = new Stack<(Move Move, int Row, int Column)>();
        for (int row = sequence.Count, column = end; row > 0;)
        {
            var move = moves[row, column];
            path.Push((move, row, column));
            row -= move is Move.Extra ? 0 : 1;
            column -= move is Move.Missing ? 0 : 1;
        }

        var edits = new List<WordEdit>();
        var expected = new StringBuilder();
        var actual = new StringBuilder();
        var (after, lastMatch) = (string.Empty, 0);
        var line = 0;
        foreach (var (move, row, column) in path)
        {
            if (move == Move.Match)
            {
                Flush();
                after = Encoding.UTF8.GetString(text[words[column - 1]]);
                lastMatch = words[column - 1].Start.Value;
                continue;
            }

            if (expected.Length + actual.Length == 0)
            {
                line = 1 + text[..(move is Move.Missing ? lastMatch : words[column - 1].Start.Value)].Count((byte)'\n');
            }

            Append(expected, move is Move.Extra ? default : sequence[row - 1]);
            Append(actual, move is Move.Missing ? default : text[words[column - 1]]);
        }

        Flush();
        return edits;

        void Flush()
        {
            if (expected.Length + actual.Length > 0)
            {
                edits.Add(new(line, expected.ToString(), Printable.Of(actual.ToString(), 200), Printable.Of(after, 60)));
                expected.Clear();
                actual.Clear();
            }
        }
    }

    private static void Append(StringBuilder words, ReadOnlySpan<byte> word)
    {
        if (!word.IsEmpty)
        {
            words.Append(words.Length > 0 ? " " : string.Empty).Append(Encoding.UTF8.GetString(word));
        }
    }
}
