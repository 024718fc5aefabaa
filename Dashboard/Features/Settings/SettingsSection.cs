namespace Dashboard.Features.Settings;

/// <summary>A section of the settings that a feature reads.</summary>
/// <param name="Name">As it stands in appsettings.json, for example <c>Tasks</c>.</param>
public sealed record SettingsSection(string Name);
