namespace Dashboard.Checks;

/// <summary>
/// Told how the checks of one artifact get on: by one caller at a time, on whatever thread the checks run, about once a
/// mebibyte. What it throws ends the run.
/// </summary>
public interface ICheckObserver
{
    /// <summary>A check has begun.</summary>
    void Started(PlannedCheck check);

    /// <summary>A check has read more of its artifact.</summary>
    /// <param name="check">The check.</param>
    /// <param name="done">Bytes read, never more than <paramref name="total"/>.</param>
    /// <param name="total">Bytes in all.</param>
    void Progress(PlannedCheck check, long done, long total);

    /// <summary>A check has ended. A check that its companion alone decides ends without any progress.</summary>
    void Finished(PlannedCheck check, IReadOnlyList<Finding> findings);
}
