using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Dashboard.Data.Conventions;

/// <summary>Keeps instants in UTC in the database and in memory. A local or unspecified time throws.</summary>
public sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
    value => Written(value),
    value => DateTime.SpecifyKind(value, DateTimeKind.Utc))
{
    private static DateTime Written(DateTime value) => value.Kind == DateTimeKind.Utc
        ? value
        : throw new ArgumentException($"An instant must be UTC, not {value.Kind}.", nameof(value));
}
