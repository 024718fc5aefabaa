using System.Globalization;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine.Schema;

/// <summary>One line of progress that is overwritten in place; nothing where no person watches.</summary>
internal sealed class SchemaProgressLine(Terminal terminal) : IProgress<SchemaProgress>
{
    public void Report(SchemaProgress value)
    {
        if (terminal.ProgressWidth is { } width)
        {
            var text = value.Total > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{value.State} {value.Done}/{value.Total} {ConsoleText.OneLine(value.Text)}")
                : $"{value.State} {ConsoleText.OneLine(value.Text)}";
            terminal.Error.Write($"\r{(text.Length < width ? text : text[..(width - 1)])}\u001B[K");
        }
    }
}
