using Dashboard.Data.Conventions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

/// <summary>Adds CHECKs for what SQLite's column types do not enforce: enum names, JSON values, hex digits.</summary>
internal static class ColumnChecks
{
    /// <summary>Stores an enum as its upper-case name, with the CHECK <c>ck_{table}_{column}</c> on the names.</summary>
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

    /// <summary>Requires a JSON array. That its elements are strings is enforced by triggers, because a CHECK cannot look into it.</summary>
    public static void HasJsonList<TEntity>(this EntityTypeBuilder<TEntity> entity, string table, string column)
        where TEntity : class =>
        entity.ToTable(t => t.HasCheckConstraint($"ck_{table}_{column}", $"json_valid({column}) AND json_type({column}) = 'array'"));

    /// <summary>Requires a JSON object, or null where the column allows it.</summary>
    public static void HasJsonObject<TEntity>(this EntityTypeBuilder<TEntity> entity, string table, string column)
        where TEntity : class =>
        entity.ToTable(t => t.HasCheckConstraint(
            $"ck_{table}_{column}", $"{column} IS NULL OR (json_valid({column}) AND json_type({column}) = 'object')"));

    /// <summary>Returns the condition that a text consists of lower-case hex digits and has one of the lengths.</summary>
    public static string IsHex(string column, params int[] lengths) =>
        $"length({column}) IN ({string.Join(", ", lengths)}) AND {column} NOT GLOB '*[^0-9a-f]*'";
}
