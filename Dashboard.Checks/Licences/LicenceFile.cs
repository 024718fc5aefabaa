using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Dashboard.Checks.Licences;

/// <summary>
/// The LICENSE file of a release: it begins with the text of the Apache License 2.0, and anything may follow
/// (https://www.apache.org/legal/release-policy.html#license-file). Words are compared, so white space and http against https do not count.
/// </summary>
public static class LicenceFile
{
    /// <summary>The largest LICENSE file that is read, in bytes. Those of the foundation's releases have some hundred kilobytes at most.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Lines of a difference that are shown; the first ones tell what is going on.</summary>
    private const int MaxDifferenceLines = 40;

    // Where more words differ than this, the file holds another text, and a difference would be the two texts one after the other.
    private const int MaxDistance = 300;

    /// <summary>The text of the Apache License 2.0, with its appendix.</summary>
    public static string ApacheLicense { get; } = ReadApacheLicense();

    private static readonly WordSequence Words = new(ApacheLicense);

    /// <summary>The last line of the licence proper; the appendix on how to apply it is often left out, as the foundation allows.</summary>
    private static readonly WordSequence WithoutAppendix = new(ApacheLicense[..(ApacheLicense.IndexOf("END OF TERMS AND CONDITIONS", StringComparison.Ordinal) + "END OF TERMS AND CONDITIONS".Length)]);

    /// <summary>Compares a LICENSE file with the Apache License 2.0.</summary>
    /// <returns>Null when it begins with the licence; otherwise what is wrong.</returns>
    public static LicenceFileProblem? Examine(ReadOnlyMemory<byte> content)
    {
        if (FileHead.AsText(content) is not { } text)
        {
            return new("is not a text file", string.Empty);
        }

        if (WithoutAppendix.IsStartOf(text.Span))
        {
            return null;
        }

        return WithoutAppendix.IsIn(text.Span)
            ? new("holds the Apache License 2.0, but something stands before it", string.Empty)
            : WordAlignment.IsNear(WithoutAppendix, text.Span, MaxDistance)
            ? new("is not word for word the Apache License 2.0", Difference(Encoding.UTF8.GetString(text.Span)))
            : new("does not begin with the text of the Apache License 2.0", string.Empty);
    }

    /// <summary>A unified listing of the lines that differ, <c>-</c> before what the licence says and <c>+</c> before what stands there.</summary>
    private static string Difference(string actual)
    {
        var model = InlineDiffBuilder.Diff(Squeezed(ApacheLicense, int.MaxValue), Squeezed(actual, Words.Count * 12), ignoreWhiteSpace: true, ignoreCase: false);
        var changed = model.Lines
            .Where(line => line.Type is ChangeType.Deleted or ChangeType.Inserted)
            .Take(MaxDifferenceLines)
            .Select(line => $"{(line.Type == ChangeType.Deleted ? '-' : '+')} {Printable.Of(line.Text, 160)}");
        return string.Join('\n', changed);
    }

    /// <summary>The text with a sentence's white space evened out: only words are worth showing.</summary>
    private static string Squeezed(string text, int maxLength) =>
        string.Join('\n', text[..Math.Min(text.Length, maxLength)]
            .Replace("https://", "http://", StringComparison.Ordinal)
            .Split('\n')
            .Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .Where(line => line.Length > 0));

    private static string ReadApacheLicense()
    {
        using var stream = typeof(LicenceFile).Assembly.GetManifestResourceStream("Apache-2.0.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>What is wrong with a LICENSE file.</summary>
/// <param name="Problem">A phrase that continues "The LICENSE file ...".</param>
/// <param name="Difference">The lines that differ, or empty where showing them would not help.</param>
public sealed record LicenceFileProblem(string Problem, string Difference);
