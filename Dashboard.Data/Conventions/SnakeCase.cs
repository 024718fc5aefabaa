using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Conventions;

/// <summary>Columns are named like the reference system's: <c>ProjectName</c> is project_name.</summary>
public static class SnakeCase
{
    /// <summary>Names the columns whose name no configuration has set.</summary>
    public static void NameColumns(ModelBuilder model)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            if (property.GetColumnName() == property.Name)
            {
                property.SetColumnName(Of(property.Name));
            }
        }
    }

    /// <summary>A digit begins no word: Sha256 is sha256.</summary>
    public static string Of(string name) => string.Concat(name.Select((letter, at) =>
        char.IsUpper(letter) ? (at > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}
