using Hangfire.Common;

namespace Hangfire.Storage.SQLite.Data;

/// <summary>A job as it was read, before anything is made of its type's name.</summary>
internal sealed record StoredJob(InvocationData Invocation, string? State, DateTime CreatedAt, Dictionary<string, string?> Parameters)
{
    /// <summary>The job as code; an exception that says why not, when its type or method is not there.</summary>
    public static (Job? Job, JobLoadException? Exception) Load(InvocationData invocation)
    {
        try
        {
            return (invocation.DeserializeJob(), null);
        }
        catch (JobLoadException exception)
        {
            return (null, exception);
        }
    }
}
