namespace Dashboard.Data.Schema;

/// <summary>Writes the states of a run into the journal before anybody hears of them.</summary>
internal sealed class RunProgress(SchemaJournal journal, long runId, IProgress<SchemaProgress>? next) : IProgress<SchemaProgress>
{
    private SchemaRunState _state = SchemaRunState.Planned;
    private long _saved;

    public void Enter(SchemaRunState state, string text) => Report(new(state, null, 0, 0, text));

    public void Note(string text) => journal.Log(runId, text);

    public void Report(SchemaProgress value)
    {
        if (value.State != _state)
        {
            _state = value.State;
            journal.Enter(runId, value.State, value.Text);
        }
        else if (Environment.TickCount64 - _saved > 250)
        {
            // The row is for whoever looks later; a watcher hears every command.
            _saved = Environment.TickCount64;
            journal.Progress(runId, value.Done);
        }

        next?.Report(value);
    }
}
