using Dashboard.Data.Conventions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

/// <summary>What SQLite does not hold by a column's type is held by a CHECK: enum names, JSON shapes, hex digests.</summary>
internal static class Columns
{
    /// <summary>An enum as its upper-case name, with the CHECK <c>ck_{table}_{column}</c> on the names.</summary>
    public static void HasEnum<TEntity, TEnum>(
        this EntityTypeBuilder<TEntity> entity, string table, string column, PropertyBuilder<TEnum> property)
        where TEntity : class where TEnum : struct, Enum
    {
        property.HasConversion<UpperSnakeConverter<TEnum>>();
        entity.ToTable(t => t.HasCheckConstraint($"ck_{table}_{column}", UpperSnake.In<TEnum>(column)));
    }

    /// <inheritdoc cref="HasEnum{TEntity, TEnum}(EntityTypeBuilder{TEntity}, string, string, PropertyBuilder{TEnum})"/>
    public static void HasEnum<TEntity, TEnum>(
        this EntityTypeBuilder<TEntity> entity, string table, string column, PropertyBuilder<TEnum?> property)
        where TEntity : class where TEnum : struct, Enum
    {
        property.HasConversion<UpperSnakeConverter<TEnum>>();
        entity.ToTable(t => t.HasCheckConstraint($"ck_{table}_{column}", UpperSnake.In<TEnum>(column)));
    }

    /// <summary>A list of strings as a JSON array, empty rather than null.</summary>
    public static void HasJsonList<TEntity>(this EntityTypeBuilder<TEntity> entity, string table, string column)
        where TEntity : class =>
        entity.ToTable(t => t.HasCheckConstraint($"ck_{table}_{column}", $"json_valid({column}) AND json_type({column}) = 'array'"));

    /// <summary>A JSON object, or null where the column allows it.</summary>
    public static void HasJsonObject<TEntity>(this EntityTypeBuilder<TEntity> entity, string table, string column)
        where TEntity : class =>
        entity.ToTable(t => t.HasCheckConstraint(
            $"ck_{table}_{column}", $"{column} IS NULL OR (json_valid({column}) AND json_type({column}) = 'object')"));

    /// <summary>Lower-case hex digits of one of the lengths.</summary>
    public static string IsHex(string column, params int[] lengths) =>
        $"length({column}) IN ({string.Join(", ", lengths)}) AND {column} NOT GLOB '*[^0-9a-f]*'";
}
