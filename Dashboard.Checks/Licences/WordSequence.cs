using System.Text;

namespace Dashboard.Checks.Licences;

/// <summary>A licence text as the words that other texts are compared with.</summary>
internal sealed class WordSequence
{
    private readonly byte[][] _words;

    public WordSequence(string text)
    {
        var words = new List<byte[]>();
        var reader = new WordReader(Encoding.UTF8.GetBytes(text));
        while (reader.Read())
        {
            var word = Encoding.UTF8.GetString(reader.Word).ToLowerInvariant();
            words.Add(Encoding.UTF8.GetBytes(word == "https" ? "http" : word));
        }

        _words = [.. words];
    }

    public int Count => _words.Length;

    public ReadOnlySpan<byte> this[int index] => _words[index];

    /// <summary>Whether the text continues with exactly these words, from its start.</summary>
    public bool IsStartOf(ReadOnlySpan<byte> text)
    {
        var reader = new WordReader(text);
        foreach (var word in _words)
        {
            if (!reader.Read() || !WordReader.Same(reader.Word, word))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the text holds exactly these words in a row, anywhere.</summary>
    public bool IsIn(ReadOnlySpan<byte> text)
    {
        var reader = new WordReader(text);
        while (reader.Read())
        {
            if (WordReader.Same(reader.Word, _words[0]) && IsStartOf(text[reader.Start..]))
            {
                return true;
            }
        }

        return false;
    }
}
