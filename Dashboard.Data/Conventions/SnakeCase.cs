using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Conventions;

/// <summary>Names columns as the reference system does: <c>ProjectName</c> is project_name.</summary>
public static class SnakeCase
{
    /// <summary>Names the columns that no configuration has named.</summary>
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

    /// <summary>Converts a property's name. A digit does not begin a word: Sha256 becomes sha256.</summary>
    public static string Of(string name) => string.Concat(name.Select((letter, at) =>
        char.IsUpper(letter) ? (at > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}
