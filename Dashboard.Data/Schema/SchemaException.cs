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
