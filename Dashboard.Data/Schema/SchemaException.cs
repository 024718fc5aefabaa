using System.Data.Common;
using Microsoft.EntityFrameworkCore;

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

/// <summary>The errors that acts of the schema engine tell their callers as an outcome.</summary>
internal static class SchemaErrors
{
    /// <summary>Whether the database or the disk failed.</summary>
    public static bool IsStorage(Exception error) => error is DbException or DbUpdateException or IOException;

    /// <summary>Whether an act was refused, or the database or the disk failed.</summary>
    public static bool IsExpected(Exception error) => error is SchemaException || IsStorage(error);
}
