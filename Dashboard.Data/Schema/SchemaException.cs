namespace Dashboard.Data.Schema;

/// <summary>A schema run was refused or undone. The database is as it was before; the message says why and what to do.</summary>
public class SchemaException : Exception
{
    /// <inheritdoc cref="SchemaException"/>
    public SchemaException()
    {
    }

    /// <inheritdoc cref="SchemaException"/>
    public SchemaException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="SchemaException"/>
    public SchemaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Nobody can tell yet whether a change is in the database. Its run stays open.</summary>
/// <param name="message">What must be done for it to be told.</param>
/// <param name="innerException">What keeps it from being told.</param>
public sealed class SchemaUndecidedException(string message, Exception innerException) : SchemaException(message, innerException);
