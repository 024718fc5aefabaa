using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Settings;

/// <summary>
/// Reads one section of the settings into its options. The framework's own binder names the .NET type of a wrong value, and neither the
/// setting's full name nor where it was set.
/// </summary>
internal static class SettingsReader
{
    /// <inheritdoc cref="Read{TOptions}(IConfiguration, string, TOptions)"/>
    public static TOptions Read<TOptions>(IConfiguration configuration, string section)
        where TOptions : class, new()
    {
        var options = new TOptions();
        Read(configuration, section, options);
        return options;
    }

    /// <exception cref="OptionsValidationException">A setting is unknown, not of its type or out of range; one sentence for each.</exception>
    public static void Read<TOptions>(IConfiguration configuration, string section, TOptions options)
        where TOptions : class, new()
    {
        var settings = configuration.GetSection(section);
        var properties = typeof(TOptions).GetProperties().Where(property => property.CanWrite).ToList();
        var failures = Unknown(settings, properties).Concat(properties.Select(Unreadable).OfType<string>()).ToList();
        if (failures.Count == 0)
        {
            settings.Bind(options);
            failures.AddRange(properties.Select(OutOfRange).OfType<string>());
        }

        if (failures.Count > 0)
        {
            throw new OptionsValidationException(section, typeof(TOptions), failures);
        }

        string? Unreadable(PropertyInfo property) =>
            settings[property.Name] is { } text && !SettingValues.CanConvert(text, property.PropertyType)
                ? Sentence(property, $"is \"{text}\"", $"must be {SettingValues.Kind(property.PropertyType)}")
                : null;

        string? OutOfRange(PropertyInfo property)
        {
            var value = property.GetValue(options);
            var context = new ValidationContext(options) { MemberName = property.Name };
            return property.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(rule => rule.GetValidationResult(value, context) != ValidationResult.Success) switch
            {
                null => null,
                RequiredAttribute => Sentence(property, "is empty", "must have a value"),
                RangeAttribute range => Sentence(property, $"is {SettingValues.Text(value)}", $"must be {SettingValues.Bounds(range)}"),
                var rule => Sentence(property, "is wrong", rule.FormatErrorMessage(property.Name)),
            };
        }

        string Sentence(PropertyInfo property, string state, string rule)
        {
            var example = SettingValues.Text(property.GetValue(new TOptions()));
            return $"Setting {section}:{property.Name} {state}{SettingSource.Of(configuration, $"{section}:{property.Name}")} and {rule}. "
                + $"Set it with --{section}:{property.Name}={example}, with the environment variable {section}__{property.Name}={example}, or as \"{property.Name}\" in section \"{section}\" of appsettings.json.";
        }
    }

    private static IEnumerable<string> Unknown(IConfigurationSection settings, List<PropertyInfo> properties) =>
        settings.GetChildren()
            .Where(child => !properties.Exists(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)))
            .Select(child => $"There is no setting {child.Path}. Section \"{settings.Path}\" has {string.Join(", ", properties.Select(property => property.Name))}.");
}

/// <summary>How values of settings are read and written.</summary>
internal static class SettingValues
{
    public static bool CanConvert(string text, Type type)
    {
        try
        {
            var value = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
            // The converter takes any number for an enumeration.
            return value is not null && (!type.IsEnum || Enum.IsDefined(type, value));
        }
        catch (Exception error) when (error is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>What a value has to be, as it completes "must be".</summary>
    public static string Kind(Type type) =>
        type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a duration such as 00:05:00"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : $"a {type.Name}";

    /// <summary>The allowed values, as they complete "must be".</summary>
    public static string Bounds(RangeAttribute range) => range.Maximum is int.MaxValue or >= (double)long.MaxValue
        ? $"{Text(range.Minimum)} or more"
        : $"from {Text(range.Minimum)} to {Text(range.Maximum)}";

    public static string Text(object? value) => value is TimeSpan time
        ? time.ToString("c", System.Globalization.CultureInfo.InvariantCulture)
        : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
